// The commands of a sale, as values.
//
// Shape:    a command carries what its rule needs besides rows and time: fresh ids, the caller's
//           credential (its seal is verified already), the fingerprint of an idempotency key.
//           Every command states four traits:
//           kName      its word in scripts, in the log of decided batches and in reports.
//           kReads     the command itself changes no rows.
//           kClaims    the call claims the caller's turn (turn.h), even if it is refused.
//           kCalledBy  who may call it.
// Errors:   each command's answer is a Result<View>; refusals are listed in order of precedence.
#pragma once

#include <array>
#include <concepts>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "domain/access_key.h"
#include "domain/access_key_commands.h"
#include "domain/best_request.h"
#include "domain/called_by.h"
#include "domain/catalog.h"
#include "domain/look_up_commands.h"
#include "domain/operator_commands.h"
#include "domain/refusal.h"
#include "domain/room_change.h"
#include "domain/rows.h"
#include "domain/views.h"

namespace onsale::domain {

// A client's idempotency key and the command's fingerprint. Keys of different users are unrelated.
struct IdempotencyKey {
  std::string key;
  Fingerprint fingerprint;
};

// When a new buyer has to prove some work before joining a line (docs/limits.md).
enum class ChallengeNeed : std::uint8_t {
  kNever,     // no challenge is needed, or it was solved
  kLongLine,  // if more buyers wait in the room than its capacity
  kAnyLine,   // if a buyer waits in the room
};

// Issues the user a queue token of the room, or returns the user's live token of that room.
// Refuses: kIdempotencyKeyReused, kTooManyKeys, kRoomNotOpen, kPresaleGroupRequired, kRoomFull,
// kTooManyTokens, kChallengeRequired.
struct IssueToken {
  using Answer = Result<TokenView>;
  static constexpr const char* kName = "issue";
  static constexpr bool kReads = false;
  static constexpr bool kClaims = false;
  static constexpr CalledBy kCalledBy = CalledBy::kAnybody;
  UserId user;
  RoomId room;
  std::optional<IdempotencyKey> idempotency_key;
  // What the shop says of the user. The token keeps it if the command issues one; a live token
  // stays as it is.
  Rights rights = {};
  ChallengeNeed challenge = ChallengeNeed::kNever;
};

// Reads a queue token. Refuses: kTokenInvalid, kTokenExpired once the turn has been over for
// kReadTime.
struct ReadToken {
  using Answer = Result<TokenView>;
  static constexpr const char* kName = "token";
  static constexpr bool kReads = true;
  static constexpr bool kClaims = true;
  static constexpr CalledBy kCalledBy = CalledBy::kBuyer;
  Credential caller;
};

// Reads a room as anybody may see it. Refuses: kRoomUnknown.
struct ReadRoom {
  using Answer = Result<RoomView>;
  static constexpr const char* kName = "room";
  static constexpr bool kReads = true;
  static constexpr bool kClaims = false;
  static constexpr CalledBy kCalledBy = CalledBy::kAnybody;
  std::string room;  // the room's slug, here and in the following commands
};

// Reads the draw of a room. Refuses: kRoomUnknown, kDrawUnknown.
struct ReadDraw {
  using Answer = Result<DrawView>;
  static constexpr const char* kName = "draw";
  static constexpr bool kReads = true;
  static constexpr bool kClaims = false;
  static constexpr CalledBy kCalledBy = CalledBy::kAnybody;
  std::string room;
};

// Reads at most `limit` entries of a room's draw, in order, starting after entry `after`. Of
// entries whose rows only the tables have it gives the numbers (DrawEntry).
// Refuses: kRoomUnknown, kDrawUnknown, kDrawPending.
// Requires: 0 <= after, 1 <= limit <= kDrawEntriesMax.
struct ReadDrawEntries {
  using Answer = Result<std::vector<DrawEntry>>;
  static constexpr const char* kName = "entries";
  static constexpr bool kReads = true;
  static constexpr bool kClaims = false;
  static constexpr CalledBy kCalledBy = CalledBy::kAnybody;
  std::string room;
  std::int64_t after = 0;
  std::int64_t limit = 0;
};

struct ListRooms {
  using Answer = Result<std::vector<RoomView>>;  // in order of room id
  static constexpr const char* kName = "rooms";
  static constexpr bool kReads = true;
  static constexpr bool kClaims = false;
  static constexpr CalledBy kCalledBy = CalledBy::kOperator;
};

// Changes the policy or the state of a room. Refuses: kRoomUnknown, kDrawCommitted, kRoomInUse.
// Puts an OperatorAction. Requires: fresh_seed is random and secret.
struct ChangeRoom {
  using Answer = Result<ChangedRoomView>;
  static constexpr const char* kName = "change";
  static constexpr bool kReads = false;
  static constexpr bool kClaims = false;
  static constexpr CalledBy kCalledBy = CalledBy::kOperator;
  std::string room;
  RoomChange change;
  Sha256Digest fresh_seed;
  Actor actor = {};
};

// Reads the funnel of a room. Refuses: kRoomUnknown.
struct ReadFunnel {
  using Answer = Result<FunnelView>;
  static constexpr const char* kName = "funnel";
  static constexpr bool kReads = true;
  static constexpr bool kClaims = false;
  static constexpr CalledBy kCalledBy = CalledBy::kOperator;
  std::string room;
};

// Reads the whole sale in numbers: of the shows those whose sale is not over, or all of them.
struct ReadSale {
  using Answer = Result<SaleView>;
  static constexpr const char* kName = "sale";
  static constexpr bool kReads = true;
  static constexpr bool kClaims = false;
  static constexpr CalledBy kCalledBy = CalledBy::kOperator;
  bool all_shows = false;
};

// Ends the token's turn or wait and releases its live holds. A second call changes nothing.
// Refuses: kTokenInvalid.
struct LeaveQueue {
  using Answer = Result<None>;
  static constexpr const char* kName = "leave";
  static constexpr bool kReads = false;
  static constexpr bool kClaims = true;
  static constexpr CalledBy kCalledBy = CalledBy::kBuyer;
  Credential caller;
};

// Reads where the sale of each show of a concert is. Never refused: an unknown concert has no
// shows.
struct ReadConcert {
  using Answer = Result<ConcertView>;
  static constexpr const char* kName = "concert";
  static constexpr bool kReads = true;
  static constexpr bool kClaims = false;
  static constexpr CalledBy kCalledBy = CalledBy::kAnybody;
  ConcertId concert;
};

// Lists the concert's shows that are on sale and have a free seat, or also those without one.
// Refuses: the queue check (kTokenInvalid, kTokenWaiting, kTokenExpired, kTokenWrongRoom).
struct ListShows {
  using Answer = Result<std::vector<ShowView>>;
  static constexpr const char* kName = "shows";
  static constexpr bool kReads = true;
  static constexpr bool kClaims = true;
  static constexpr CalledBy kCalledBy = CalledBy::kBuyer;
  Credential caller;
  ConcertId concert;
  bool with_sold_out = false;
};

// Reads the seat map of a show. Refuses: the queue check.
struct ReadSeats {
  using Answer = Result<SeatMapPtr>;
  static constexpr const char* kName = "seats";
  static constexpr bool kReads = true;
  static constexpr bool kClaims = true;
  static constexpr CalledBy kCalledBy = CalledBy::kBuyer;
  Credential caller;
  ShowId show;
};

// Reads a show's seat map for streams, for the summary and for operators.
// Requires: everyone who receives the map has passed the queue check, or is an operator.
struct WatchSeats {
  using Answer = Result<SeatMapPtr>;  // WatchSeats is never refused
  static constexpr const char* kName = "watch-seats";
  static constexpr bool kReads = true;
  static constexpr bool kClaims = false;
  static constexpr CalledBy kCalledBy = CalledBy::kServer;
  ShowId show;
};

// Reads a queue token for a stream. Does not claim the turn: an automatic reconnect must not.
// Refuses: kTokenInvalid, kTokenExpired as ReadToken.
struct WatchToken {
  using Answer = Result<TokenView>;
  static constexpr const char* kName = "watch-token";
  static constexpr bool kReads = true;
  static constexpr bool kClaims = false;
  static constexpr CalledBy kCalledBy = CalledBy::kBuyer;
  Credential caller;
};

// Holds all of `seats` for the caller, or none; or, if `best` is set, seats that the rules choose
// (domain/best_seats.h). The reservation's id is `fresh_id`, or the first one after it whose
// booking number (base/booking_number.h) is not taken.
// Refuses: kTokenInvalid, kIdempotencyKeyReused, kTooManyKeys, the rest of the queue check,
// kShowNotOnSale, kPresaleGroupRequired, kTurnEnding, kTooManyHolds, kSeatUnknown, kTooManySeats,
// kAccessRequired, kSeatUnavailable or kBestUnavailable, kLeavesSingleSeat.
// Requires: seats sorted, without duplicates; empty if and only if `best` is set.
struct HoldSeats {
  using Answer = Result<ReservationView>;
  static constexpr const char* kName = "hold";
  static constexpr bool kReads = false;
  static constexpr bool kClaims = true;
  static constexpr CalledBy kCalledBy = CalledBy::kBuyer;
  Credential caller;
  ShowId show;
  std::vector<SeatNumber> seats;
  ReservationId fresh_id;
  std::optional<IdempotencyKey> idempotency_key;
  std::optional<BestSeats> best = {};
};

// Exchanges the seats of a live hold for `seats` of the same show, all or none: seats that it has
// already stay, at their price; the others are released or held. The hold ends when it would have
// ended before. Naming the seats that it has changes nothing. While nothing new is taken, the sale
// and the time to choose may be over.
// Refuses: kTokenInvalid, kTokenWaiting, kTokenExpired, kReservationUnknown, kTokenWrongRoom,
// kReservationPaid, kReservationCancelled, kHoldExpired; and for seats that are new,
// kShowNotOnSale, kPresaleGroupRequired, kTurnEnding, kSeatUnknown, kTooManySeats, kAccessRequired,
// kSeatUnavailable, kLeavesSingleSeat.
// Requires: seats not empty, sorted, without duplicates.
struct ExchangeSeats {
  using Answer = Result<ReservationView>;
  static constexpr const char* kName = "exchange";
  static constexpr bool kReads = false;
  static constexpr bool kClaims = true;
  static constexpr CalledBy kCalledBy = CalledBy::kBuyer;
  Credential caller;
  ReservationId id;
  std::vector<SeatNumber> seats;
};

// Reads one reservation. Accepts any token of its owner, until kReadTime after the end of the
// token's turn.
// Refuses: kTokenInvalid, kTokenExpired, kReservationUnknown.
struct ReadReservation {
  using Answer = Result<ReservationView>;
  static constexpr const char* kName = "reservation";
  static constexpr bool kReads = true;
  static constexpr bool kClaims = true;
  static constexpr CalledBy kCalledBy = CalledBy::kBuyer;
  Credential caller;
  ReservationId id;
};

// Which of a user's reservations a list has, by their status at the time of the answer: kOpen has
// those that are held or paid, kEnded those that ended without payment.
enum class ReservationFilter : std::uint8_t {
  kOpen = 1,
  kHeld = 2,
  kPaid = 3,
  kEnded = 4,
  kAll = 5
};

// The most reservations of a page that has ended ones.
inline constexpr std::int64_t kReservationsPerPageMax = 100;

// A part of a list of reservations, which is in order of creation, newest first.
// Requires: limit >= 1; at most kReservationsPerPageMax + 1 if the list has ended ones.
struct ReservationPage {
  ReservationFilter filter = ReservationFilter::kOpen;
  std::optional<ReservationCursor> before = {};  // only those that are older
  std::int64_t limit = INT64_MAX;
};

// Lists reservations of the token's user, of all rooms. Accepts any token of the owner, as
// ReadReservation does. `user` is nobody or the user that the call names.
// Refuses: kTokenInvalid, kTokenExpired, kOtherUser.
struct ListReservations {
  using Answer = Result<std::vector<ReservationView>>;
  static constexpr const char* kName = "list";
  static constexpr bool kReads = true;
  static constexpr bool kClaims = true;
  static constexpr CalledBy kCalledBy = CalledBy::kBuyer;
  Credential caller;
  UserId user = {};
  ReservationPage page = {};
};

// Finds whose seats these are: a page of the reservations of `user`; the reservation `id` or that
// with the booking number `number`, in any status; or the held or paid reservation that has `seat`.
// Empty if there is none.
// Requires: exactly one of the four is set.
struct FindReservations {
  using Answer = Result<std::vector<ReservationView>>;  // FindReservations is never refused
  static constexpr const char* kName = "find";
  static constexpr bool kReads = true;
  static constexpr bool kClaims = false;
  static constexpr CalledBy kCalledBy = CalledBy::kOperator;
  UserId user = {};
  ReservationId id = {};
  SeatKey seat = {};
  BookingNumber number = {};
  ReservationPage page = {};
};

// Cancels a hold and releases its seats. Accepts any ACTIVE token of the owner. A second call
// changes nothing; it accepts the token of the turn that held the seats as ReadReservation does.
// Refuses: kTokenInvalid, kTokenWaiting, kTokenExpired, kReservationUnknown, kReservationPaid,
// kHoldExpired.
struct CancelReservation {
  using Answer = Result<ReservationView>;
  static constexpr const char* kName = "cancel";
  static constexpr bool kReads = false;
  static constexpr bool kClaims = true;
  static constexpr CalledBy kCalledBy = CalledBy::kBuyer;
  Credential caller;
  ReservationId id;
};

struct ReadBalance {
  using Answer = Result<BalanceView>;
  static constexpr const char* kName = "balance";
  static constexpr bool kReads = true;
  static constexpr bool kClaims = false;
  static constexpr CalledBy kCalledBy = CalledBy::kAnybody;
  UserId user;
};

// Tops up a wallet by `amount`. Refuses: kIdempotencyKeyReused, kTooManyKeys, kBalanceLimit.
// Requires: 1 <= amount <= kTopUpMax.
struct TopUpBalance {
  using Answer = Result<TopUpView>;
  static constexpr const char* kName = "top-up";
  static constexpr bool kReads = false;
  static constexpr bool kClaims = false;
  static constexpr CalledBy kCalledBy = CalledBy::kAnybody;
  UserId user;
  Money amount;
  TopUpId fresh_id;
  std::optional<IdempotencyKey> idempotency_key;
};

// A reservation to pay, and the id of its payment.
struct PaymentOf {
  ReservationId id;
  PaymentId fresh_id;
};

// Pays the reservation `id` and `others`, all or none. Their seats become SOLD, each reservation
// gets a payment of its own, and the buyer's turn ends; other live holds of the turn are released.
// Paying again with the token of that turn is kReservationPaid, before the queue check.
// Refuses: kTokenInvalid, kIdempotencyKeyReused, kTooManyKeys, kTokenWaiting, kTokenExpired,
// kReservationUnknown, kTokenWrongRoom, kReservationPaid, kReservationCancelled, kHoldExpired,
// kAmountDiffers, kBalanceInsufficient. Of several reservations the first that is refused counts;
// the amount of all and the balance are checked last.
// Requires: `id` and the ids of `others` are sorted, without duplicates; at most
// kReservationsPerPaymentMax in all.
struct PayReservation {
  using Answer = Result<PaymentView>;
  static constexpr const char* kName = "pay";
  static constexpr bool kReads = false;
  static constexpr bool kClaims = true;
  static constexpr CalledBy kCalledBy = CalledBy::kBuyer;
  Credential caller;
  ReservationId id;
  PaymentId fresh_id;
  std::optional<IdempotencyKey> idempotency_key;
  std::vector<PaymentOf> others = {};
  // The amount of all that the buyer has seen; with nothing, any amount is paid.
  std::optional<Money> expected_amount = {};
};

// Merges catalogue files and the rooms' settings into the stored catalogue, by slug. Stored rows
// that the files leave out stay. With a conflict nothing changes. The answer counts new rows.
//
// Shape:    an id within the spec is the position in its list plus 1, and is translated;
//           `concerts[i].room` is the position in `rooms` plus 1.
// Requires: ids resolve; slugs are unique by kind; charts list every seat once; every category has
//           a price at every show of its chart.
//
// A room's policy is applied if it differs from that of the room's last specification; otherwise
// the operator's changes stay. A new or SCHEDULED room is scheduled for `opens_at` if that is in
// the future; the state of any other room stays.
struct RoomSpec {
  std::string slug;
  RoomPolicy policy;
  std::optional<Time> opens_at = {};
  // The policy comes from the server's settings, because no catalogue file names the room. It does
  // not replace a policy that a catalogue gave.
  bool from_settings = false;
  Sha256Digest fresh_seed = {};  // random and secret; used if a draw begins
  Presale presale = {};          // applied with the policy
};
struct CatalogSpec {
  std::vector<RoomSpec> rooms;
  CatalogRows rows;
  std::string currency = {};  // ISO 4217, of all prices; the currency in the rows is ignored
};
// The catalogue that a specification leads to, made before the command that loads it is decided
// (merge_catalog.h): for 100,000 seats this takes longer than buyers should wait.
struct PreparedCatalog {
  CatalogPtr base;            // the catalogue that `next` continues
  std::vector<RoomId> rooms;  // of the specification's rooms, in order
  CatalogPtr next;            // `base` itself if nothing differs
  // The shows of `base` that keep all their seats, with their labels, and get no others; in order.
  std::vector<ShowId> kept;
};
using PreparedCatalogPtr = std::shared_ptr<const PreparedCatalog>;
struct CatalogChange {
  std::int64_t concerts_added = 0;
  std::int64_t shows_added = 0;
  std::int64_t seats_added = 0;
  std::vector<std::string> rooms_changed = {};        // slugs of existing rooms with a new policy
  std::vector<std::string> rooms_not_scheduled = {};  // slugs of open rooms: `opens_at` is ignored
};
struct CatalogConflict {
  enum class Kind : std::uint8_t {
    kShowOfOtherConcert,   // another concert has a show with this slug
    kSeatLost,             // the new chart lacks `seat`, which is held or sold at the show
    kPriceMissing,         // the category `word` of the show's chart would have no price
    kOtherCurrency,        // something is held, sold or topped up in another currency, `word`
    kShowInOtherCurrency,  // the show has prices in `word`, and the specification leaves it out
    kNotACurrency,         // the currency `word` is not in ISO 4217, and the sale is not in it yet
    kLabelChanged,      // `seat`, held or sold at the show as `word`, would be called `new_label`
    kHeldBackSeatLost,  // the new chart lacks `seat`, which is held back at the show
    kPreparedTooEarly,  // the catalogue or a room has changed since the catalogue was prepared
    // The charts of the sale, or its shows, would have more than `word` seats, and more than now.
    kTooManyChartSeats,
    kTooManyShowSeats
  };
  static constexpr std::size_t kKinds = static_cast<std::size_t>(Kind::kTooManyShowSeats) + 1;
  Kind kind;
  std::string show;  // the show's slug; empty if the conflict is the whole sale's
  SeatNumber seat;
  std::string word = {};
  std::string new_label = {};
};
struct LoadCatalog {
  using Answer = std::expected<CatalogChange, std::vector<CatalogConflict>>;
  static constexpr const char* kName = "load";
  static constexpr bool kReads = false;
  static constexpr bool kClaims = false;
  static constexpr CalledBy kCalledBy = CalledBy::kServer;
  CatalogSpec spec;
  bool dry_run = false;  // answers what would change, and changes nothing
  // A new room is PAUSED, as those of a restored sale are: what was sold behind it is not known.
  bool pauses_new_rooms = false;
  // The operator who loads it into a running sale, with the changes in words: together an
  // OperatorAction, if anything changes. At a start there is none.
  Actor actor = {};
  std::string changes = {};
  PreparedCatalogPtr prepared = {};  // of `spec`; null: it is made while the command is decided
};

// The kinds of commands.
using CommandVariant = std::variant<
    IssueToken, ReadToken, LeaveQueue, ListShows, ReadSeats, HoldSeats, ReadReservation,
    ListReservations, CancelReservation, ReadBalance, TopUpBalance, PayReservation, LoadCatalog,
    ReadRoom, ReadDraw, ReadDrawEntries, ListRooms, ChangeRoom, ReadFunnel, WatchSeats, WatchToken,
    ReadConcert, FindReservations, ExchangeSeats, ReadSale, ReadBuyer, ReadHolders, AddAccessKey,
    AddOwnerKey, RotateAccessKey, RevokeAccessKey, ListAccessKeys, NoteKeyUse, NoteOperatorAction,
    HoldBackSeats, PutSeatsOnSale, ReleaseReservation, ChangeNotice, UndoRoomChange, UndoSeats>;

template <class T, class Variant>
inline constexpr bool kIsOneOf = false;
template <class T, class... Of>
inline constexpr bool kIsOneOf<T, std::variant<Of...>> = (std::same_as<T, Of> || ...);

// One command. A class, not only a variant of so many kinds, whose copying, moving and destroying
// would take seconds of compiling in every source that has a command: here it is compiled once.
class Command : public CommandVariant {
 public:
  template <class C>
    requires kIsOneOf<C, CommandVariant>
  Command(C command) : CommandVariant(std::in_place_type<C>, std::move(command)) {}
  Command(const Command&);
  Command(Command&&) noexcept;
  Command& operator=(const Command&);
  Command& operator=(Command&&) noexcept;
  ~Command();
};

template <class C>
concept HasCaller = requires(const C& command) {
  { command.caller } -> std::same_as<const Credential&>;
};
template <class C>
concept StatesTraits = requires {
  { C::kName } -> std::same_as<const char* const&>;
  { C::kReads } -> std::same_as<const bool&>;
  { C::kClaims } -> std::same_as<const bool&>;
  { C::kCalledBy } -> std::same_as<const CalledBy&>;
} && (C::kCalledBy == CalledBy::kBuyer ? HasCaller<C> : !C::kClaims);

// The answer type and the name of each command, at the index of the command in CommandVariant.
template <class>
struct OutcomeOf;
template <class... Commands>
struct OutcomeOf<std::variant<Commands...>> {
  static_assert((StatesTraits<Commands> && ...));
  static constexpr std::array kNames = {Commands::kName...};
  template <class C>
  struct Tagged {
    using Command = C;
    typename C::Answer answer;
    // The number of the OperatorAction that the command has put; 0 if it put none.
    std::int64_t operator_action = 0;
  };
  using Type = std::variant<Tagged<Commands>...>;
};
using OutcomeVariant = OutcomeOf<CommandVariant>::Type;

// The outcome of one command. A class of its own, as Command is.
class Outcome : public OutcomeVariant {
 public:
  template <class Tagged>
    requires kIsOneOf<Tagged, OutcomeVariant>
  Outcome(Tagged tagged) : OutcomeVariant(std::in_place_type<Tagged>, std::move(tagged)) {}
  Outcome(const Outcome&);
  Outcome(Outcome&&) noexcept;
  Outcome& operator=(const Outcome&);
  Outcome& operator=(Outcome&&) noexcept;
  ~Outcome();
};

template <class C>
using OutcomeFor = OutcomeOf<CommandVariant>::Tagged<C>;

// The names of the commands, at the index of the command in CommandVariant.
inline constexpr auto kCommandNames = OutcomeOf<CommandVariant>::kNames;

// The answer of a command of type C. Requires: `outcome` is the outcome of such a command.
template <class C>
const typename C::Answer& AnswerOf(const Outcome& outcome) {
  return std::get<OutcomeFor<C>>(outcome).answer;
}

// The number of the operator's change that the command made; 0 if it changed nothing.
inline std::int64_t OperatorActionOf(const Outcome& outcome) {
  return std::visit([](const auto& tagged) { return tagged.operator_action; }, outcome);
}

inline bool IsRead(const Command& command) {
  return std::visit([]<class C>(const C&) { return C::kReads; }, command);
}

inline constexpr std::size_t kReservationsPerPaymentMax = 20;
inline constexpr std::int64_t kDrawEntriesMax = 1'000;
inline constexpr Money kPriceMax{1'000'000'000'000};
inline constexpr Money kTopUpMax = kPriceMax;
// More than the most expensive hold, which could not be paid otherwise.
inline constexpr Money kBalanceMax{100'000'000'000'000};
static_assert(kBalanceMax.minor >= static_cast<std::int64_t>(kSeatsPerHoldMax) * kPriceMax.minor);
inline constexpr Duration kIdempotencyTime = std::chrono::hours(24);
// How long after the planned end of its turn a token can still read, and retry with an idempotency
// key.
inline constexpr Duration kReadTime = std::chrono::hours(24);

}  // namespace onsale::domain
