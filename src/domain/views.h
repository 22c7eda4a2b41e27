// Views: the results of commands, as values independent of the rows.
//
// Shape:    a view is complete: its JSON needs only the view and the catalogue.
// Threads:  any; a view is a plain value, and a SeatMap is shared and immutable.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "domain/rows.h"

namespace onsale::domain {

// What a queue token with a valid seal contains. The rules check it against the token's row.
struct Credential {
  QueueTokenKey key;
  Time issued_at;
  bool operator==(const Credential&) const = default;
};

struct TokenView {
  bool created = false;  // whether this command issued the token
  Credential credential;
  std::string room_slug;
  UserId user;
  TokenStatus status = TokenStatus::kWaiting;
  ExpiryReason expiry_reason = ExpiryReason::kNone;
  std::int64_t ahead = 0;  // the number of people WAITING with a smaller rank
  std::optional<std::chrono::seconds> estimated_wait;  // nothing while unknown
  std::optional<Time> active_until;  // if ACTIVE: the end of the turn once claimed
  std::optional<Time> claim_before;  // if ACTIVE and unclaimed: the end of the claim time
  bool in_lobby = false;             // WAITING for a draw, so the token has no rank yet
  bool sold_out = false;             // WAITING, and nothing can be bought now or at an opening
  AdmissionRank admission_rank;      // 0 in the lobby
  std::int64_t entry = 0;            // the token's number in the draw; 0: not part of a draw
  // If WAITING until the room or a sale behind it opens: that moment, and the time until then.
  std::optional<Time> opens_at;
  std::optional<Duration> opens_in;
  RoomState room_state = RoomState::kOpen;  // if WAITING: of the token's room
  Notice notice = {};                       // the same; a stored answer has none
};

// A draw as published: the seed is nil until the draw has taken place.
struct DrawView {
  std::string room_slug;
  Time opens_at;
  Draw draw;
  std::int64_t entries = 0;  // so far, or all once drawn
};

struct DrawEntry {
  std::int64_t entry = 0;
  Time issued_at;  // the epoch if the token's row is not in memory: the tables have it
  bool operator==(const DrawEntry&) const = default;
};

struct RoomView {
  Room room;                               // without the draw's seed
  std::optional<std::int64_t> per_minute;  // admissions of waiting buyers; nothing while unknown
  std::optional<Time> admits_from;         // as AdmitsFrom says (offer.h)
};

// A room after an operator's change, and before the change.
struct ChangedRoomView : RoomView {
  Room before;  // without the draw's seed
};

struct FunnelView {
  Room room;  // without the draw's seed
  RoomFunnel funnel;
  std::optional<std::int64_t> seats_per_minute;  // seats sold; nothing while unknown
  std::optional<std::int64_t> per_minute;        // admissions, as in RoomView
  // How long the WAITING buyer with the smallest rank has waited; nothing if nobody has a rank.
  std::optional<Duration> front_wait;
};

struct ReservationView {
  Reservation reservation;  // with the status at the time of the answer: EXPIRED from held_until on
};

// A queue token as an operator sees it. The times are the epoch unless the buyer was admitted.
struct BuyersTokenView {
  TokenView token;
  Time admitted_at;
  Time ends_at;  // of the turn, at the latest
};

// What a user has, and what was decided for the user.
struct BuyerView {
  Time now;
  Money balance;
  std::int64_t seats_held = 0;
  std::int64_t seats_bought = 0;
  std::vector<BuyersTokenView> live;  // the tokens that are WAITING or ACTIVE, in order of room id
  std::vector<BuyersTokenView> tokens;        // newest first
  std::vector<ReservationView> reservations;  // newest first
};

// A seat with the buyer that holds or has bought it.
struct SeatHolderView {
  SeatNumber number;
  SeatStatus status = SeatStatus::kAvailable;  // AVAILABLE once a hold is over
  ReservationId reservation;                   // nil if nobody has the seat
  UserId user;                                 // of the reservation
  Time held_until;                             // the epoch unless HELD
  bool operator==(const SeatHolderView&) const = default;
};

struct PaymentView {
  Reservation reservation;
  Money balance;                         // the balance after the payment
  std::vector<Reservation> others = {};  // paid with it, in order of id
};

struct TopUpView {
  TopUpId id;
  UserId user;
  Money amount;
  Money balance;  // the balance after the top-up
};

struct BalanceView {
  UserId user;
  Money balance;
};

// Where a show's sale is, for those who only want to know.
enum class ShowState : std::uint8_t { kUpcoming = 1, kOnSale = 2, kSoldOut = 3, kClosed = 4 };

struct ShowStateView {
  ShowId show;
  ShowState state = ShowState::kUpcoming;
  bool operator==(const ShowStateView&) const = default;
};

struct ConcertView {
  std::string room_slug;             // empty for an unknown concert
  std::vector<ShowStateView> shows;  // in order of start, then id
  bool operator==(const ConcertView&) const = default;
};

struct ShowView {
  ShowId show;
  std::int64_t seats_available = 0;
  std::int64_t seats_total = 0;
};

// Seats counted by status, and the sum of the prices at which the sold ones were paid.
struct SeatTally {
  std::int64_t seats = 0;
  std::int64_t free = 0;
  std::int64_t held = 0;
  std::int64_t sold = 0;
  Money revenue;
  // What is none of these: the operator keeps it from sale.
  std::int64_t held_back() const { return seats - free - held - sold; }
  bool operator==(const SeatTally&) const = default;
};

struct CategoryTally {
  std::string category;  // its slug
  SeatTally tally;
  bool operator==(const CategoryTally&) const = default;
};

// The seats of a show, by category in order of the chart's categories.
struct SeatCountsView {
  ShowId show;
  SeatTally all;
  std::vector<CategoryTally> categories;
  bool operator==(const SeatCountsView&) const = default;
};

// What a call changed that holds seats back or puts them on sale.
struct SeatsForSaleView {
  ShowId show;
  std::vector<SeatNumber> changed;  // in order
  std::int64_t available = 0;       // of the whole show, after the change, as is the next
  std::int64_t held_back = 0;
  bool operator==(const SeatsForSaleView&) const = default;
};

struct UndoneView {
  std::int64_t number = 0;  // of the change that undid another
  // Of seats: the show, and the seats that changed, in order.
  ShowId show = {};
  std::vector<SeatNumber> seats = {};
  std::optional<ChangedRoomView> room = {};  // of a room
};

// The whole sale in numbers, as of one commit.
struct SaleView {
  std::vector<FunnelView> rooms;      // in order of room id
  std::vector<SeatCountsView> shows;  // in order of show id
};

// The state of every seat of a show at one commit.
struct SeatMap {
  ShowId show;
  std::uint64_t version = 0;  // grows with every change of the map, across restarts too
  std::int64_t available = 0;
  std::vector<SeatStatus> statuses;  // in the order of Catalog::SeatsOf(the show's chart)
};

using SeatMapPtr = std::shared_ptr<const SeatMap>;

}  // namespace onsale::domain
