// The commands of a sale, as values.
//
// Shape:    a command carries what its rule needs besides rows and time: fresh ids, the caller's
//           credential (its seal is verified already), the fingerprint of an idempotency key.
//           Every command states three traits:
//           kReads     it changes no rows. Its batch may: things are due, or the call claims.
//           kClaims    the call claims the caller's turn (turn.h), even if it is refused.
//           kCalledBy  who may call it.
// Errors:   each command's answer is a Result<View>; refusals are listed in order of precedence.
#pragma once

#include <concepts>
#include <optional>
#include <variant>
#include <vector>

#include "domain/catalog.h"
#include "domain/refusal.h"
#include "domain/room_change.h"
#include "domain/rows.h"
#include "domain/views.h"

namespace onsale::domain {

struct None {};

enum class CalledBy : std::uint8_t {
  kAnybody,
  kBuyer,     // `caller` is the credential of a genuine queue token
  kOperator,  // has the operator's key
  kServer,    // the server itself: no endpoint makes such a command
};

// An idempotency key, for commands that accept one. It belongs to the command's user.
struct IdempotencyKey {
  std::string key;
  Fingerprint fingerprint;
};

// Issues the user a queue token of the room, or returns the one that they have.
// Refuses: kIdempotencyKeyReused, kTooManyKeys, kRoomNotOpen, kRoomFull, kTooManyTokens.
struct IssueToken {
  using Answer = Result<TokenView>;
  static constexpr bool kReads = false;
  static constexpr bool kClaims = false;
  static constexpr CalledBy kCalledBy = CalledBy::kAnybody;
  UserId user;
  RoomId room;
  std::optional<IdempotencyKey> idempotency_key;
};

// Refuses: kTokenInvalid, kTokenExpired once the turn has been over for kReadTime.
struct ReadToken {
  using Answer = Result<TokenView>;
  static constexpr bool kReads = true;
  static constexpr bool kClaims = true;
  static constexpr CalledBy kCalledBy = CalledBy::kBuyer;
  Credential caller;
};

// What anybody may know. Refuses: kRoomUnknown.
struct ReadRoom {
  using Answer = Result<RoomView>;
  static constexpr bool kReads = true;
  static constexpr bool kClaims = false;
  static constexpr CalledBy kCalledBy = CalledBy::kAnybody;
  std::string room;  // its slug, here and below
};

// Refuses: kRoomUnknown, kDrawUnknown.
struct ReadDraw {
  using Answer = Result<DrawView>;
  static constexpr bool kReads = true;
  static constexpr bool kClaims = false;
  static constexpr CalledBy kCalledBy = CalledBy::kAnybody;
  std::string room;
};

// The entries after entry `after`, in order.
// Refuses: kRoomUnknown, kDrawUnknown, kDrawPending.
// Requires: 0 <= after, 1 <= limit <= kDrawEntriesMax.
struct ReadDrawEntries {
  using Answer = Result<std::vector<DrawEntry>>;
  static constexpr bool kReads = true;
  static constexpr bool kClaims = false;
  static constexpr CalledBy kCalledBy = CalledBy::kAnybody;
  std::string room;
  std::int64_t after = 0;
  std::int64_t limit = 0;
};

struct ListRooms {
  using Answer = Result<std::vector<RoomView>>;  // in order of id
  static constexpr bool kReads = true;
  static constexpr bool kClaims = false;
  static constexpr CalledBy kCalledBy = CalledBy::kOperator;
};

// Refuses: kRoomUnknown, kDrawCommitted, kRoomInUse.
// Requires: fresh_seed is random and secret.
struct ChangeRoom {
  using Answer = Result<ChangedRoomView>;
  static constexpr bool kReads = false;
  static constexpr bool kClaims = false;
  static constexpr CalledBy kCalledBy = CalledBy::kOperator;
  std::string room;
  RoomChange change;
  Sha256Digest fresh_seed;
};

// Refuses: kRoomUnknown.
struct ReadFunnel {
  using Answer = Result<FunnelView>;
  static constexpr bool kReads = true;
  static constexpr bool kClaims = false;
  static constexpr CalledBy kCalledBy = CalledBy::kOperator;
  std::string room;
};

// Ends the turn or the wait; live holds are released. A second call changes nothing.
// Refuses: kTokenInvalid.
struct LeaveQueue {
  using Answer = Result<None>;
  static constexpr bool kReads = false;
  static constexpr bool kClaims = true;
  static constexpr CalledBy kCalledBy = CalledBy::kBuyer;
  Credential caller;
};

// The concert's shows that are on sale and have a free seat.
// Refuses: the queue check (kTokenInvalid, kTokenWaiting, kTokenExpired, kTokenWrongRoom).
struct ListShows {
  using Answer = Result<std::vector<ShowView>>;
  static constexpr bool kReads = true;
  static constexpr bool kClaims = true;
  static constexpr CalledBy kCalledBy = CalledBy::kBuyer;
  Credential caller;
  ConcertId concert;
};

// Refuses: the queue check.
struct ReadSeats {
  using Answer = Result<SeatMapPtr>;
  static constexpr bool kReads = true;
  static constexpr bool kClaims = true;
  static constexpr CalledBy kCalledBy = CalledBy::kBuyer;
  Credential caller;
  ShowId show;
};

// ReadSeats for streams.
// Requires: everyone who receives the answer has passed the queue check.
struct WatchSeats {
  using Answer = Result<SeatMapPtr>;  // never refused
  static constexpr bool kReads = true;
  static constexpr bool kClaims = false;
  static constexpr CalledBy kCalledBy = CalledBy::kServer;
  ShowId show;
};

// ReadToken for a stream. It does not claim: an automatic reconnect must not claim the turn.
// Refuses: kTokenInvalid, kTokenExpired as ReadToken.
struct WatchToken {
  using Answer = Result<TokenView>;
  static constexpr bool kReads = true;
  static constexpr bool kClaims = false;
  static constexpr CalledBy kCalledBy = CalledBy::kBuyer;
  Credential caller;
};

// Refuses: kTokenInvalid, kIdempotencyKeyReused, kTooManyKeys, the rest of the queue check,
// kShowNotOnSale, kTurnEnding, kTooManyHolds, kSeatUnknown, kTooManySeats, kSeatUnavailable.
// Requires: seats not empty, sorted, without duplicates.
struct HoldSeats {
  using Answer = Result<ReservationView>;
  static constexpr bool kReads = false;
  static constexpr bool kClaims = true;
  static constexpr CalledBy kCalledBy = CalledBy::kBuyer;
  Credential caller;
  ShowId show;
  std::vector<SeatNumber> seats;
  ReservationId fresh_id;
  std::optional<IdempotencyKey> idempotency_key;
};

// Accepts any token of the owner, until kReadTime after the end of its turn.
// Refuses: kTokenInvalid, kTokenExpired, kReservationUnknown.
struct ReadReservation {
  using Answer = Result<ReservationView>;
  static constexpr bool kReads = true;
  static constexpr bool kClaims = true;
  static constexpr CalledBy kCalledBy = CalledBy::kBuyer;
  Credential caller;
  ReservationId id;
};

// The user's held and paid reservations of all rooms, newest first. Accepts any token of the owner,
// as ReadReservation does.
// Refuses: kTokenInvalid, kTokenExpired.
struct ListReservations {
  using Answer = Result<std::vector<ReservationView>>;
  static constexpr bool kReads = true;
  static constexpr bool kClaims = true;
  static constexpr CalledBy kCalledBy = CalledBy::kBuyer;
  Credential caller;
};

// Releases the seats. Accepts any ACTIVE token of the owner. A second call changes nothing.
// Refuses: kTokenInvalid, kTokenWaiting, kTokenExpired, kReservationUnknown, kReservationPaid,
// kHoldExpired.
struct CancelReservation {
  using Answer = Result<ReservationView>;
  static constexpr bool kReads = false;
  static constexpr bool kClaims = true;
  static constexpr CalledBy kCalledBy = CalledBy::kBuyer;
  Credential caller;
  ReservationId id;
};

struct ReadBalance {
  using Answer = Result<BalanceView>;
  static constexpr bool kReads = true;
  static constexpr bool kClaims = false;
  static constexpr CalledBy kCalledBy = CalledBy::kAnybody;
  UserId user;
};

// Refuses: kIdempotencyKeyReused, kTooManyKeys, kBalanceLimit.
// Requires: 1 <= amount <= kChargeMax.
struct ChargeBalance {
  using Answer = Result<ChargeView>;
  static constexpr bool kReads = false;
  static constexpr bool kClaims = false;
  static constexpr CalledBy kCalledBy = CalledBy::kAnybody;
  UserId user;
  Money amount;
  ChargeId fresh_id;
  std::optional<IdempotencyKey> idempotency_key;
};

// Turns the reservation into tickets and ends the buyer's turn; other live holds of the turn are
// released.
// Refuses: kTokenInvalid, kIdempotencyKeyReused, kTooManyKeys, kTokenWaiting, kTokenExpired,
// kReservationUnknown, kTokenWrongRoom, kReservationPaid, kReservationCancelled, kHoldExpired,
// kBalanceInsufficient.
struct PayReservation {
  using Answer = Result<PaymentView>;
  static constexpr bool kReads = false;
  static constexpr bool kClaims = true;
  static constexpr CalledBy kCalledBy = CalledBy::kBuyer;
  Credential caller;
  ReservationId id;
  PaymentId fresh_id;
  std::optional<IdempotencyKey> idempotency_key;
};

// The catalogue files and the settings of rooms. Merged by slug into the stored catalogue; rows
// that the files leave out stay. With a conflict nothing changes. The answer counts new rows.
//
// Shape:    an id within the spec is the position in its list plus 1, and is translated;
//           `concerts[i].room` is the position in `rooms` plus 1.
// Requires: ids resolve; slugs are unique by kind; charts list every seat once; every category has
//           a price at every show of its chart.
//
// A room's policy is applied if it differs from that of the room's last specification; else the
// operator's changes stay. A new or SCHEDULED room is scheduled for `opens_at` if that is in the
// future; the state of any other room stays.
struct RoomSpec {
  std::string slug;
  RoomPolicy policy;
  std::optional<Time> opens_at = {};
  // No catalogue names it: the policy of the settings does not replace a catalogue's.
  bool from_settings = false;
  Sha256Digest fresh_seed = {};  // used if a draw begins: random and secret
};
struct CatalogSpec {
  std::vector<RoomSpec> rooms;
  CatalogRows rows;
  std::string currency = {};  // ISO 4217, of all its prices; the rows' own is ignored
};
struct CatalogChange {
  std::int64_t concerts_added = 0;
  std::int64_t shows_added = 0;
  std::int64_t seats_added = 0;
  std::vector<std::string> rooms_changed = {};        // slugs of existing rooms with a new policy
  std::vector<std::string> rooms_not_scheduled = {};  // slugs of rooms that are open already
};
struct CatalogConflict {
  enum class Kind : std::uint8_t {
    kShowOfOtherConcert,  // the slug is taken
    kSeatLost,            // seats of the show are held or sold, and the new chart lacks `seat`
    kPriceChanged,        // seats of the show are held or sold, and the price of `seat` differs
    kPriceMissing,        // the show's chart would have a category without a price: `word`
    kOtherCurrency,       // the show is sold in another currency: `word`
  };
  Kind kind;
  std::string show;  // slug
  SeatNumber seat;
  std::string word = {};
};
struct LoadCatalog {
  using Answer = std::expected<CatalogChange, std::vector<CatalogConflict>>;
  static constexpr bool kReads = false;
  static constexpr bool kClaims = false;
  static constexpr CalledBy kCalledBy = CalledBy::kServer;
  CatalogSpec spec;
};

using Command =
    std::variant<IssueToken, ReadToken, LeaveQueue, ListShows, ReadSeats, HoldSeats,
                 ReadReservation, ListReservations, CancelReservation, ReadBalance, ChargeBalance,
                 PayReservation, LoadCatalog, ReadRoom, ReadDraw, ReadDrawEntries, ListRooms,
                 ChangeRoom, ReadFunnel, WatchSeats, WatchToken>;

template <class C>
concept HasCaller = requires(const C& command) {
  { command.caller } -> std::same_as<const Credential&>;
};
template <class C>
concept StatesTraits = requires {
  { C::kReads } -> std::same_as<const bool&>;
  { C::kClaims } -> std::same_as<const bool&>;
  { C::kCalledBy } -> std::same_as<const CalledBy&>;
} && (C::kCalledBy == CalledBy::kBuyer ? HasCaller<C> : !C::kClaims);

// The answer types, at the index of their commands.
template <class>
struct OutcomeOf;
template <class... Commands>
struct OutcomeOf<std::variant<Commands...>> {
  static_assert((StatesTraits<Commands> && ...));
  template <class C>
  struct Tagged {
    using Command = C;
    typename C::Answer answer;
  };
  using Type = std::variant<Tagged<Commands>...>;
};
using Outcome = OutcomeOf<Command>::Type;

template <class C>
using OutcomeFor = OutcomeOf<Command>::Tagged<C>;

// The answer of a command of type C. Requires: `outcome` is one.
template <class C>
const typename C::Answer& AnswerOf(const Outcome& outcome) {
  return std::get<OutcomeFor<C>>(outcome).answer;
}

inline bool IsRead(const Command& command) {
  return std::visit([]<class C>(const C&) { return C::kReads; }, command);
}

inline constexpr std::size_t kSeatsPerHoldMax = 50;
inline constexpr std::int64_t kDrawEntriesMax = 1'000;
inline constexpr Money kChargeMax{1'000'000'000};
inline constexpr Money kBalanceMax{1'000'000'000'000};
inline constexpr Duration kIdempotencyTime = std::chrono::hours(24);
// How long after the end of its turn a token can still read reservations.
inline constexpr Duration kReadTime = std::chrono::hours(24);

}  // namespace onsale::domain
