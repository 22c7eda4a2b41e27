#include "domain/sale_testing.h"

#include <gtest/gtest.h>

#include <set>

#include "domain/funnel.h"
#include "domain/hold.h"
#include "domain/turn.h"

namespace onsale::domain {

UserId User(std::string_view name) {
  return UserId::Parse(name).value();
}

CatalogSpec SmallSale(RoomPolicy policy) {
  CatalogSpec spec;
  spec.rooms = {{.slug = "main", .policy = policy}, {.slug = "side", .policy = policy}};
  CatalogRows& rows = spec.rows;
  rows.concerts = {{.id = {1}, .slug = "solo", .title = "Solo", .room = {1}},
                   {.id = {2}, .slug = "duo", .title = "Duo", .room = {2}}};
  rows.charts = {{.id = {1}, .slug = "hall", .name = "Hall"}};
  rows.categories = {{.chart = {1}, .slug = "a", .name = "A", .color = "#aa0000", .rank = 0},
                     {.chart = {1}, .slug = "b", .name = "B", .color = "#00aa00", .rank = 1}};
  for (std::uint32_t n = 1; n <= 10; ++n) {
    rows.seats.push_back({.chart = {1},
                          .number = {n},
                          .section = "floor",
                          .row = "1",
                          .label = "1-" + std::to_string(n),
                          .category = n <= 5 ? "a" : "b"});
  }
  std::uint32_t id = 0;
  for (const char* slug : {"solo-1", "solo-2", "duo-1"}) {
    ++id;
    const Time start = Time(std::chrono::hours(24 * 365 + 24 * id));
    rows.shows.push_back({.id = {id},
                          .slug = slug,
                          .concert = {id <= 2 ? 1U : 2U},
                          .chart = {1},
                          .starts_at = start,
                          .date = "1971-01-01",
                          .sale_closes_at = start});
    rows.prices.push_back({.show = {id}, .category = "a", .amount = {100}});
    rows.prices.push_back({.show = {id}, .category = "b", .amount = {50}});
  }
  return spec;
}

SmallSaleRows::SmallSaleRows(RoomPolicy policy, const Limits& limits)
    : rows(limits), now(std::chrono::hours(24)) {
  const auto loaded = Ask(LoadCatalog{SmallSale(policy)});
  EXPECT_TRUE(loaded.has_value());
}

Credential SmallSaleRows::Join(std::string_view user, RoomId room) {
  return Ask(IssueToken{.user = User(user), .room = room}).value().credential;
}

HoldSeats SmallSaleRows::HoldCommand(const Credential& caller, std::vector<std::uint32_t> seats,
                                     ShowId show) {
  HoldSeats command{.caller = caller, .show = show, .fresh_id = {ids.Next()}};
  for (const std::uint32_t n : seats) command.seats.push_back(SeatNumber{n});
  return command;
}

Reservation SmallSaleRows::Hold(const Credential& caller, std::vector<std::uint32_t> seats,
                                ShowId show) {
  return Ask(HoldCommand(caller, std::move(seats), show)).value().reservation;
}

Money SmallSaleRows::TopUp(std::string_view user, std::int64_t amount) {
  return Ask(TopUpBalance{.user = User(user), .amount = {amount}, .fresh_id = {ids.Next()}})
      .value()
      .balance;
}

PayReservation SmallSaleRows::PayCommand(const Credential& caller, const Reservation& reservation) {
  return {.caller = caller, .id = reservation.id, .fresh_id = {ids.Next()}};
}

void SmallSaleRows::CheckInvariants() {
  std::map<UserId, std::int64_t> balances;
  for (const auto& [key, entry] : rows.ledger) {
    const bool top_up = entry.kind == LedgerKind::kTopUp;
    balances[entry.user] += top_up ? entry.amount.minor : -entry.amount.minor;
    EXPECT_EQ(entry.balance_after.minor, balances[entry.user]);
  }
  for (const auto& [user, wallet] : rows.wallets) {
    EXPECT_GE(wallet.balance.minor, 0);
    EXPECT_EQ(wallet.balance.minor, balances[user]);
  }
  std::size_t sold = 0;
  std::size_t confirmed_seats = 0;
  std::size_t confirmed = 0;
  for (const auto& [key, seat] : rows.seats) {
    sold += seat.status == SeatStatus::kSold;
    EXPECT_EQ(HasOwner(seat.status), !seat.reservation.uuid.IsNil());
  }
  for (const auto& [id, row] : rows.reservations) {
    const bool paid = row.status == ReservationStatus::kConfirmed;
    EXPECT_EQ(row.end_reason == EndReason::kNone, IsOpen(row.status));
    confirmed += paid;
    confirmed_seats += paid ? row.seats.size() : 0;
    if (!paid && !IsLiveHold(row, now)) continue;
    for (const ReservedSeat& reserved : row.seats) {
      EXPECT_EQ(rows.seats.at({row.show, reserved.number}).reservation, id);
    }
    if (paid) continue;
    EXPECT_EQ(StatusAt(rows.tokens.at(row.token), now), TokenStatus::kActive);
    EXPECT_GE(rows.tokens.at(row.token).active_until, row.held_until);
  }
  EXPECT_EQ(sold, confirmed_seats);
  EXPECT_EQ(rows.payments.size(), confirmed);

  std::map<RoomId, std::pair<std::int64_t, std::int64_t>> counts;  // tokens ACTIVE, WAITING
  std::set<std::pair<RoomId, UserId>> live;
  for (const auto& [key, token] : rows.tokens) {
    auto& [active, waiting] = counts[key.room];
    active += token.status == TokenStatus::kActive;
    waiting += token.status == TokenStatus::kWaiting;
    if (token.status == TokenStatus::kExpired) continue;
    EXPECT_TRUE(live.emplace(key.room, token.user).second) << "two live tokens";
    if (token.status == TokenStatus::kWaiting) {
      EXPECT_GT(rows.RankOf(key.room, key.number), rows.rooms.at(key.room).last_admitted);
    }
  }
  for (const auto& [id, room] : rows.rooms) {
    EXPECT_EQ(room.active, counts[id].first);
    EXPECT_EQ(room.waiting, counts[id].second);
    CheckActive(room);
    CheckOrder(id);
    CheckFunnel(FunnelOf(id, rows), room);
  }
}

// Checks that ACTIVE tokens never exceed the capacity, except in mode `open` and after the capacity
// was lowered, which ends no turn.
void SmallSaleRows::CheckActive(const Room& room) {
  if (room.policy.mode != RoomMode::kNoQueue) {
    EXPECT_LE(room.active, std::max(room.policy.capacity, active_before_[room.id]));
    EXPECT_EQ(room.active_max, std::max(room.policy.capacity, room.active));
  } else {
    EXPECT_EQ(room.active_max, 0);
  }
  active_before_[room.id] = room.active;
}

// Checks that admission times are in order of admission rank.
void SmallSaleRows::CheckOrder(RoomId room) {
  std::map<AdmissionRank, Time> admitted;
  for (const auto& [key, token] : rows.tokens) {
    if (key.room == room && token.activated_at != Time{}) {
      admitted[rows.RankOf(room, key.number)] = token.activated_at;
    }
  }
  Time last;
  for (const auto& [rank, at] : admitted) {
    EXPECT_GE(at, last) << "rank " << rank.value;
    last = at;
  }
}

// Checks that the counts of the funnel and of the room add up to all who joined.
void SmallSaleRows::CheckFunnel(const RoomFunnel& funnel, const Room& room) {
  EXPECT_EQ(funnel.joined, funnel.admitted + funnel.left_waiting + room.waiting);
  EXPECT_EQ(funnel.admitted, room.active + funnel.left_active + funnel.no_shows + funnel.timed_out +
                                 funnel.payments);
}

}  // namespace onsale::domain
