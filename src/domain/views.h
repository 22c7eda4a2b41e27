// What reads and changes answer with: plain values, independent of the rows they were taken from.
//
// Shape:    a view is complete in itself: turning it into JSON needs nothing but the catalogue.
// Threads:  values; SeatMap is shared and immutable.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "domain/rows.h"

namespace onsale::domain {

// What a genuine queue token names. The http floor checks its seal; rules check it against the row.
struct Credential {
  TokenKey key;
  Time issued_at;
  bool operator==(const Credential&) const = default;
};

struct TokenView {
  bool created = false;  // by this very command
  Credential credential;
  std::string room_slug;
  UserId user;
  TokenStatus status = TokenStatus::kWaiting;
  ExpiryReason expiry_reason = ExpiryReason::kNone;
  std::int64_t ahead = 0;                              // people WAITING whose turn is sooner
  std::optional<std::chrono::seconds> estimated_wait;  // nothing while unknown
  std::optional<Time> active_until;                    // when ACTIVE; once claimed
  std::optional<Time> claim_before;                    // when ACTIVE and not yet claimed
  bool in_lobby = false;                               // WAITING for a draw: nobody is ahead
  bool sold_out = false;                               // WAITING, and no seat is free
  Turn turn;                                           // 0 in the lobby
  std::int64_t entry = 0;                              // its number in the draw; 0: takes no part
  std::optional<Duration> opens_in;                    // WAITING in a room that is SCHEDULED
};

// A draw as anybody may see it: the seed is nil until it is drawn.
struct DrawView {
  std::string room_slug;
  Time opens_at;
  Draw draw;
  std::int64_t entries = 0;  // so far, or as drawn
};

struct DrawEntry {
  std::int64_t entry = 0;
  Time issued_at;
  bool operator==(const DrawEntry&) const = default;
};

struct RoomView {
  Room room;                               // without the draw's seed
  std::optional<std::int64_t> per_minute;  // admitted of those who waited; nothing while unknown
};

// The room after an operator's change, and as it was before.
struct ChangedRoomView : RoomView {
  Room before;  // without the draw's seed
};

struct FunnelView {
  Room room;  // without the draw's seed
  RoomFunnel funnel;
  std::optional<std::int64_t> seats_per_minute;  // nothing while unknown
};

struct ReservationView {
  Reservation reservation;  // status as of the answer's time: EXPIRED once held_until has come
};

struct PaymentView {
  Reservation reservation;
  Money balance;  // after it
};

struct ChargeView {
  ChargeId id;
  UserId user;
  Money amount;
  Money balance;  // after it
};

struct BalanceView {
  UserId user;
  Money balance;
};

struct ShowView {
  ShowId show;
  std::int64_t seats_available = 0;
  std::int64_t seats_total = 0;
};

// The state of every seat of a show at one commit.
struct SeatMap {
  ShowId show;
  std::uint64_t version = 0;  // grows whenever the map changes, across restarts too
  std::int64_t available = 0;
  std::vector<SeatStatus> statuses;  // as Catalog::SeatsOf(the show's chart) orders them
};

using SeatMapPtr = std::shared_ptr<const SeatMap>;

}  // namespace onsale::domain
