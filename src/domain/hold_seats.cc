#include <algorithm>
#include <functional>

#include "base/assert.h"
#include "domain/funnel.h"
#include "domain/hold.h"
#include "domain/idempotency.h"
#include "domain/offer.h"
#include "domain/on_sale.h"
#include "domain/rules.h"
#include "domain/turn.h"

namespace onsale::domain::rules {
namespace {

// The number of the show's seats that the user holds or has bought.
std::int64_t SeatsTaken(const UserId& user, ShowId show, RowSet& rows, Time now) {
  std::int64_t taken = 0;
  for (const ReservationId id : rows.OpenReservations(user)) {
    const Reservation& reservation = *rows.Find(id);
    const bool counts =
        reservation.status == ReservationStatus::kConfirmed || IsLiveHold(reservation, now);
    if (reservation.show == show && counts) taken += std::ssize(reservation.seats);
  }
  return taken;
}

template <class Predicate>
std::vector<SeatNumber> SeatsThat(const std::vector<SeatNumber>& numbers, Predicate predicate) {
  std::vector<SeatNumber> found;
  std::ranges::copy_if(numbers, std::back_inserter(found), predicate);
  return found;
}

// Checks a hold's show, turn and seats. Refuses: kShowNotOnSale, kTurnEnding, kTooManyHolds,
// kSeatUnknown, kTooManySeats, kSeatUnavailable.
std::optional<Refusal> CheckSeats(const HoldSeats& command, const QueueToken& token, RowSet& rows,
                                  Time now) {
  const Show& show = *rows.catalog().Find(command.show);
  if (!IsOnSale(show, now)) {
    const bool upcoming = now < show.sale_opens_at;
    return Refusal{.code = RefusalCode::kShowNotOnSale,
                   .opens_at = upcoming ? show.sale_opens_at : Time{}};
  }
  if (now >= token.choose_until) return Refusal{.code = RefusalCode::kTurnEnding};
  const std::int64_t holds_max = rows.limits().holds_per_turn;
  if (rows.ReservationsMade(token.key) >= holds_max) {
    return Refusal{.code = RefusalCode::kTooManyHolds, .limit = holds_max};
  }

  auto unknown = SeatsThat(command.seats, [&](SeatNumber number) {
    return rows.Find(SeatKey{show.id, number}) == nullptr;
  });
  if (!unknown.empty()) {
    return Refusal{.code = RefusalCode::kSeatUnknown, .seats = std::move(unknown)};
  }
  const std::int64_t seats_max = rows.catalog().Find(show.concert)->seats_per_user_max;
  if (SeatsTaken(token.user, show.id, rows, now) + std::ssize(command.seats) > seats_max) {
    return Refusal{.code = RefusalCode::kTooManySeats, .limit = seats_max};
  }
  auto taken = SeatsThat(command.seats, [&](SeatNumber number) {
    return !IsFree(*rows.Find(SeatKey{show.id, number}), now);
  });
  if (!taken.empty()) {
    return Refusal{.code = RefusalCode::kSeatUnavailable, .seats = std::move(taken)};
  }
  return std::nullopt;
}

// Adds the seats with their prices to the reservation, and the prices to its amount. The catalogue
// bounds prices, so the sum cannot overflow.
void PriceSeats(const std::vector<SeatNumber>& numbers, Reservation& reservation, RowSet& rows) {
  const Catalog& catalog = rows.catalog();
  const ChartId chart = catalog.Find(reservation.show)->chart;
  for (const SeatNumber number : numbers) {
    const ChartSeat* seat = catalog.FindSeat(chart, number);
    ONSALE_ASSERT(seat != nullptr);
    const auto price = catalog.PriceOf(reservation.show, seat->category);
    ONSALE_ASSERT(price.has_value());
    const auto amount = base::CheckedAdd(reservation.amount, *price);
    ONSALE_ASSERT(amount.has_value());
    reservation.seats.push_back({number, *price});
    reservation.amount = *amount;
  }
}

}  // namespace

HoldSeats::Answer Decide(const HoldSeats& command, RowSet& rows, Time now) {
  // The seat numbers are sorted, without duplicates.
  ONSALE_ASSERT(!command.seats.empty() &&
                std::ranges::adjacent_find(command.seats, std::greater_equal()) ==
                    command.seats.end());
  const auto genuine = FindReader(command.caller, rows, now);
  if (!genuine) return std::unexpected(genuine.error());
  const QueueToken token = **genuine;
  if (auto stored =
          FindStoredAnswer<ReservationView>(token.user, command.idempotency_key, rows, now)) {
    return std::move(*stored);
  }
  // An unknown show: the command was built from a newer catalogue than the rows', because a
  // database was restored.
  if (rows.catalog().Find(command.show) == nullptr) return Refuse(RefusalCode::kShowNotOnSale);
  const RoomId room = RoomOf(command.show, rows);
  if (auto refusal = CheckTurn(token, room, now)) return std::unexpected(*refusal);
  if (auto refusal = CheckSeats(command, token, rows, now)) return std::unexpected(*refusal);
  ONSALE_ASSERT(rows.Find(command.fresh_id) == nullptr);

  // Past this line the command must succeed.
  Reservation reservation{.id = command.fresh_id,
                          .token = token.key,
                          .user = token.user,
                          .show = command.show,
                          .created_at = now,
                          .held_until = now + rows.Find(room)->policy.hold_time};
  PriceSeats(command.seats, reservation, rows);
  rows.Put(reservation);
  for (const ReservedSeat& seat : reservation.seats) {
    rows.Put(Seat{.key = {command.show, seat.number},
                  .status = SeatStatus::kHeld,
                  .reservation = reservation.id,
                  .held_until = reservation.held_until});
  }
  if (rows.AvailableSeats(command.show) == 0) NoteSeatsGone(command.show, rows, now);
  CountHold(room, rows);
  LengthenTurn(token, reservation.held_until, rows);
  return StoreAnswer(ReservationView{std::move(reservation)}, token.user, command.idempotency_key,
                     rows, now);
}

}  // namespace onsale::domain::rules
