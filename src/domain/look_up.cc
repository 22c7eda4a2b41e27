// Commands by which an operator looks up buyers and seats. None of them claims a turn.

#include <algorithm>
#include <functional>
#include <span>

#include "domain/hold.h"
#include "domain/reservation_list.h"
#include "domain/rules.h"
#include "domain/turn.h"

namespace onsale::domain::rules {
namespace {

BuyersTokenView ViewForOperator(const QueueToken& token, RowSet& rows, Time now) {
  return {.token = ViewOf(token, rows, now),
          .admitted_at = token.activated_at,
          .ends_at = std::max(token.active_until, token.choose_until)};
}

// The user's tokens of all rooms: a page, newest first.
std::vector<BuyersTokenView> TokensOf(const ReadBuyer& command, RowSet& rows, Time now) {
  std::vector<QueueTokenKey> keys;
  for (const RoomId room : rows.Rooms()) {
    for (const QueueNumber number :
         rows.TokensOf(room, command.user, command.tokens_before, command.limit)) {
      keys.push_back({room, number});
    }
  }
  std::ranges::sort(keys, std::greater(),
                    [&rows](const QueueTokenKey& key) { return CursorOf(*rows.Find(key)); });
  const auto count = std::min(keys.size(), static_cast<std::size_t>(command.limit));
  keys.resize(count);
  std::vector<BuyersTokenView> views;
  for (const QueueTokenKey& key : keys) {
    views.push_back(ViewForOperator(*rows.Find(key), rows, now));
  }
  return views;
}

void CountSeats(const UserId& user, RowSet& rows, Time now, BuyerView& view) {
  for (const Reservation* const row : rows.OpenReservations(user)) {
    const auto seats = std::ssize(row->seats);
    if (row->status == ReservationStatus::kConfirmed) view.seats_bought += seats;
    if (IsLiveHold(*row, now)) view.seats_held += seats;
  }
}

}  // namespace

ReadBuyer::Answer Decide(const ReadBuyer& command, RowSet& rows, Time now) {
  const Wallet* const wallet = rows.Find(command.user);
  BuyerView view{.now = now, .balance = wallet == nullptr ? Money{} : wallet->balance};
  CountSeats(command.user, rows, now, view);
  for (const RoomId room : rows.Rooms()) {
    const QueueToken* const token = rows.FindLive(room, command.user);
    if (token == nullptr || StatusAt(*token, now) == TokenStatus::kExpired) continue;
    view.live.push_back(ViewForOperator(QueueToken(*token), rows, now));
  }
  view.tokens = TokensOf(command, rows, now);
  view.reservations = ListReservationsOf(command.user,
                                         {.filter = ReservationFilter::kAll,
                                          .before = command.reservations_before,
                                          .limit = command.limit},
                                         rows, now);
  return view;
}

ReadHolders::Answer Decide(const ReadHolders& command, RowSet& rows, Time now) {
  std::vector<SeatHolderView> views;
  const Show* const show = rows.catalog().Find(command.show);
  if (show == nullptr) return views;
  const std::span<const ChartSeat> seats = rows.catalog().SeatsOf(show->chart);
  for (auto at = std::ranges::upper_bound(seats, command.after, {}, &ChartSeat::number);
       at != seats.end() && std::ssize(views) < command.limit; ++at) {
    if (!command.section.empty() && at->section != command.section) continue;
    const Seat& seat = *rows.Find(SeatKey{show->id, at->number});
    SeatHolderView& view = views.emplace_back();
    view.number = at->number;
    // A hold that is over leaves the seat free, although its row may not be swept.
    const bool is_over = seat.status == SeatStatus::kHeld && !IsLiveHold(seat, now);
    if (is_over) continue;
    view.status = seat.status;
    const Reservation* const reservation = rows.Find(seat.reservation);
    if (reservation == nullptr) continue;
    view.reservation = reservation->id;
    view.user = reservation->user;
    if (seat.status == SeatStatus::kHeld) view.held_until = seat.held_until;
  }
  return views;
}

}  // namespace onsale::domain::rules
