// Views: the results of commands, as values independent of the rows.
//
// Shape:    a view is complete: its JSON needs only the view and the catalogue.
// Threads:  values; SeatMap is shared and immutable.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "domain/rows.h"

namespace onsale::domain {

// The contents of a queue token with a valid seal. The rules check them against the row.
struct Credential {
  QueueTokenKey key;
  Time issued_at;
  bool operator==(const Credential&) const = default;
};

struct TokenView {
  bool created = false;  // by this command
  Credential credential;
  std::string room_slug;
  UserId user;
  TokenStatus status = TokenStatus::kWaiting;
  ExpiryReason expiry_reason = ExpiryReason::kNone;
  std::int64_t ahead = 0;                              // people WAITING with a smaller rank
  std::optional<std::chrono::seconds> estimated_wait;  // nothing while unknown
  std::optional<Time> active_until;                    // ACTIVE: the end of the turn once claimed
  std::optional<Time> claim_before;                    // ACTIVE and unclaimed: the claim time's end
  bool in_lobby = false;                               // WAITING for a draw: there is no order yet
  bool sold_out = false;                               // WAITING, and no seat is free
  AdmissionRank admission_rank;                        // 0 in the lobby
  std::int64_t entry = 0;                              // its number in the draw; 0: not part of it
  std::optional<Duration> opens_in;                    // WAITING in a SCHEDULED room
};

// A draw as published: the seed is nil until the draw has taken place.
struct DrawView {
  std::string room_slug;
  Time opens_at;
  Draw draw;
  std::int64_t entries = 0;  // so far, or when drawn
};

struct DrawEntry {
  std::int64_t entry = 0;
  Time issued_at;
  bool operator==(const DrawEntry&) const = default;
};

struct RoomView {
  Room room;                               // without the draw's seed
  std::optional<std::int64_t> per_minute;  // admissions after a wait; nothing while unknown
};

// The room after an operator's change, with the row before it.
struct ChangedRoomView : RoomView {
  Room before;  // without the draw's seed
};

struct FunnelView {
  Room room;  // without the draw's seed
  RoomFunnel funnel;
  std::optional<std::int64_t> seats_per_minute;  // nothing while unknown
};

struct ReservationView {
  Reservation reservation;  // with the status at the answer's time: EXPIRED from held_until on
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
  std::uint64_t version = 0;  // grows with every change of the map, also across restarts
  std::int64_t available = 0;
  std::vector<SeatStatus> statuses;  // in the order of Catalog::SeatsOf(the show's chart)
};

using SeatMapPtr = std::shared_ptr<const SeatMap>;

}  // namespace onsale::domain
