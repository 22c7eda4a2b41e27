#include <algorithm>
#include <functional>

#include "base/assert.h"
#include "domain/accessible.h"
#include "domain/funnel.h"
#include "domain/hold.h"
#include "domain/idempotency.h"
#include "domain/offer.h"
#include "domain/on_sale.h"
#include "domain/rules.h"
#include "domain/seat_checks.h"
#include "domain/turn.h"

namespace onsale::domain::rules {
namespace {

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

// Makes the rows of these seats those of the reservation's hold.
void PutHeld(const std::vector<SeatNumber>& numbers, const Reservation& reservation, RowSet& rows) {
  for (const SeatNumber number : numbers) {
    rows.Put(Seat{.key = {reservation.show, number},
                  .status = SeatStatus::kHeld,
                  .reservation = reservation.id,
                  .held_until = reservation.held_until});
  }
}

// The seats that the command holds: those that it names, or a choice. Refuses: as CheckSale,
// kTooManyHolds, and as CheckSeats or ChooseSeats.
Result<std::vector<SeatNumber>> SeatsToHold(const HoldSeats& command, const QueueToken& token,
                                            RowSet& rows, Time now) {
  const Show& show = *rows.catalog().Find(command.show);
  if (auto refusal = CheckSale(show, token, now)) return std::unexpected(*std::move(refusal));
  const std::int64_t holds_max = rows.limits().holds_per_turn;
  if (rows.ReservationsMade(token.key) >= holds_max) {
    return std::unexpected(Refusal{.code = RefusalCode::kTooManyHolds, .limit = holds_max});
  }
  const Taking taking{.buyer = {token.user, token.rights.person(), token.rights},
                      .show = show,
                      .count = command.best ? command.best->count : std::ssize(command.seats)};
  if (command.best) return ChooseSeats(*command.best, taking, rows, now);
  auto refusal = CheckSeats(command.seats, taking, rows, now);
  if (!refusal) refusal = CheckSingles(command.seats, {}, show, rows);
  if (refusal) return std::unexpected(*std::move(refusal));
  return command.seats;
}

// The parts of an exchange: seats that stay, seats to release and seats to take.
struct Exchange {
  std::vector<ReservedSeat> kept;
  std::vector<SeatNumber> released;
  std::vector<SeatNumber> taken;
};

Exchange ExchangeOf(const Reservation& reservation, const std::vector<SeatNumber>& wanted) {
  Exchange exchange;
  for (const ReservedSeat& seat : reservation.seats) {
    if (std::ranges::binary_search(wanted, seat.number)) {
      exchange.kept.push_back(seat);
    } else {
      exchange.released.push_back(seat.number);
    }
  }
  std::ranges::copy_if(wanted, std::back_inserter(exchange.taken), [&](SeatNumber number) {
    return std::ranges::find(exchange.kept, number, &ReservedSeat::number) == exchange.kept.end();
  });
  return exchange;
}

// Checks the seats that an exchange takes newly. Refuses: as CheckSale, and as CheckSeats.
std::optional<Refusal> CheckTaken(const Exchange& exchange, const Reservation& reservation,
                                  RowSet& rows, Time now) {
  const Show& show = *rows.catalog().Find(reservation.show);
  const QueueToken& token = *rows.Find(reservation.token);
  if (auto refusal = CheckSale(show, token, now)) return refusal;
  const Taking taking{.buyer = {reservation.user, reservation.person, token.rights},
                      .show = show,
                      .count = std::ssize(exchange.taken),
                      .replaced = std::ssize(exchange.released)};
  return CheckSeats(exchange.taken, taking, rows, now);
}

// The id that follows: its last six bytes, which are random in a fresh id, count up by one.
ReservationId NextId(ReservationId id) {
  for (std::size_t i = 15; i >= 10; --i) {
    if (++id.uuid.bytes[i] != 0) break;
  }
  return id;
}

// The first id from `fresh` on whose booking number no reservation has.
ReservationId WithFreeNumber(ReservationId fresh, RowSet& rows) {
  while (!rows.ReservationsWith(base::BookingNumberOf(fresh)).empty()) fresh = NextId(fresh);
  return fresh;
}

// Whether seat numbers are sorted, without duplicates, and not empty.
bool AreSeats(const std::vector<SeatNumber>& seats) {
  return !seats.empty() && std::ranges::adjacent_find(seats, std::greater_equal()) == seats.end();
}

}  // namespace

HoldSeats::Answer Decide(const HoldSeats& command, RowSet& rows, Time now) {
  ONSALE_ASSERT(command.best ? command.seats.empty() : AreSeats(command.seats));
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
  if (auto refusal = CheckTurn(token, room, rows, now)) return std::unexpected(*refusal);
  const auto seats = SeatsToHold(command, token, rows, now);
  if (!seats) return std::unexpected(seats.error());
  ONSALE_ASSERT(rows.Find(command.fresh_id) == nullptr);

  // Past this line the command must succeed.
  Reservation reservation{.id = WithFreeNumber(command.fresh_id, rows),
                          .token = token.key,
                          .user = token.user,
                          .show = command.show,
                          .created_at = now,
                          .held_until = now + HoldTimeOf(rows.Find(room)->policy, token.rights),
                          .person = token.rights.person()};
  PriceSeats(*seats, reservation, rows);
  rows.Put(reservation);
  PutHeld(*seats, reservation, rows);
  if (rows.AvailableSeats(command.show) == 0) NoteSeatsGone(command.show, rows, now);
  CountHold(room, rows);
  LengthenTurn(token, reservation.held_until, rows);
  return StoreAnswer(ReservationView{std::move(reservation)}, token.user, command.idempotency_key,
                     rows, now);
}

ExchangeSeats::Answer Decide(const ExchangeSeats& command, RowSet& rows, Time now) {
  ONSALE_ASSERT(AreSeats(command.seats));
  const auto token = FindToken(command.caller, rows);
  if (!token) return std::unexpected(token.error());
  if (auto refusal = CheckActive(**token, rows, now)) return std::unexpected(*refusal);
  const Reservation* const found = rows.Find(command.id);
  if (auto refusal = CheckHeld(**token, found, rows, now)) return std::unexpected(*refusal);
  Reservation reservation = *found;
  Exchange exchange = ExchangeOf(reservation, command.seats);
  if (exchange.taken.empty() && exchange.released.empty()) return ReservationView{reservation};
  if (!exchange.taken.empty()) {
    if (auto refusal = CheckTaken(exchange, reservation, rows, now)) {
      return std::unexpected(*std::move(refusal));
    }
  }
  const Show& show = *rows.catalog().Find(reservation.show);
  if (auto refusal = CheckSingles(command.seats, reservation.seats, show, rows)) {
    return std::unexpected(*std::move(refusal));
  }

  // Past this line the command must succeed.
  reservation.seats = std::move(exchange.kept);
  reservation.amount = {};
  for (const ReservedSeat& seat : reservation.seats) reservation.amount.minor += seat.price.minor;
  PriceSeats(exchange.taken, reservation, rows);
  std::ranges::sort(reservation.seats, {}, &ReservedSeat::number);
  rows.Put(reservation);
  for (const SeatNumber number : exchange.released) {
    rows.Put(Seat{.key = {reservation.show, number}});
  }
  PutHeld(exchange.taken, reservation, rows);
  if (!exchange.released.empty()) NoteSeatsBack(reservation.show, rows, now);
  const bool sold_out = rows.AvailableSeats(reservation.show) == 0;
  if (!exchange.taken.empty() && sold_out) NoteSeatsGone(reservation.show, rows, now);
  return ReservationView{std::move(reservation)};
}

}  // namespace onsale::domain::rules
