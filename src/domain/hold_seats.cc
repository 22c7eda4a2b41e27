#include <algorithm>
#include <functional>

#include "base/assert.h"
#include "domain/accessible.h"
#include "domain/funnel.h"
#include "domain/hold.h"
#include "domain/idempotency.h"
#include "domain/offer.h"
#include "domain/on_sale.h"
#include "domain/presale.h"
#include "domain/rules.h"
#include "domain/turn.h"

namespace onsale::domain::rules {
namespace {

// Whose seats count for the caps: those of the user and, if the person is not nil, of all accounts
// of the person.
struct Buyer {
  const UserId& user;
  PersonKey person;
  const Rights& rights;  // of the turn
};

// How many seats a buyer holds or has bought.
struct SeatsTaken {
  std::int64_t of_show = 0;
  std::int64_t of_concert = 0;
};

SeatsTaken CountSeats(const Buyer& buyer, const Show& show, RowSet& rows, Time now) {
  SeatsTaken taken;
  const auto count = [&](const Reservation& reservation) {
    const bool counts =
        reservation.status == ReservationStatus::kConfirmed || IsLiveHold(reservation, now);
    if (!counts) return;
    if (reservation.show == show.id) taken.of_show += std::ssize(reservation.seats);
    const Show* const of = rows.catalog().Find(reservation.show);
    if (of != nullptr && of->concert == show.concert) {
      taken.of_concert += std::ssize(reservation.seats);
    }
  };
  for (const ReservationId id : rows.OpenReservations(buyer.user)) count(*rows.Find(id));
  if (buyer.person.uuid.IsNil()) return taken;
  for (const ReservationId id : rows.OpenReservations(buyer.person)) {
    if (rows.Find(id)->user != buyer.user) count(*rows.Find(id));
  }
  return taken;
}

template <class Predicate>
std::vector<SeatNumber> SeatsThat(const std::vector<SeatNumber>& numbers, Predicate predicate) {
  std::vector<SeatNumber> found;
  std::ranges::copy_if(numbers, std::back_inserter(found), predicate);
  return found;
}

// Checks that the turn may take seats of the show. Refuses: kShowNotOnSale, kPresaleGroupRequired,
// kTurnEnding.
std::optional<Refusal> CheckSale(const Show& show, const QueueToken& token, Time now) {
  if (!IsOnSale(show, now)) {
    const bool upcoming = now < show.sale_opens_at;
    return Refusal{.code = RefusalCode::kShowNotOnSale,
                   .opens_at = upcoming ? show.sale_opens_at : Time{}};
  }
  if (auto refusal = CheckPresale(show.presale, token.rights, now)) return refusal;
  if (now >= token.choose_until) return Refusal{.code = RefusalCode::kTurnEnding};
  return std::nullopt;
}

// Seats that a buyer is about to take.
struct Taking {
  Buyer buyer;
  const Show& show;
  const std::vector<SeatNumber>& seats;
  std::int64_t replaced = 0;  // seats of the buyer that the call releases
};

// Refuses: kTooManySeats, for the show before the concert.
std::optional<Refusal> CheckCaps(const Taking& taking, RowSet& rows, Time now) {
  const Concert& concert = *rows.catalog().Find(taking.show.concert);
  const SeatsTaken taken = CountSeats(taking.buyer, taking.show, rows, now);
  const std::int64_t more = std::ssize(taking.seats) - taking.replaced;
  if (taken.of_show + more > concert.seats_per_user_max) {
    return Refusal{.code = RefusalCode::kTooManySeats,
                   .limit = concert.seats_per_user_max,
                   .have = taken.of_show - taking.replaced};
  }
  const bool has_cap = concert.seats_per_concert_max > 0;
  if (has_cap && taken.of_concert + more > concert.seats_per_concert_max) {
    return Refusal{.code = RefusalCode::kTooManySeats,
                   .limit = concert.seats_per_concert_max,
                   .scope = CapScope::kConcert,
                   .have = taken.of_concert - taking.replaced};
  }
  return std::nullopt;
}

// Refuses: kAccessRequired.
std::optional<Refusal> CheckAccess(const Taking& taking, RowSet& rows) {
  if (MayTakeAccessiblePlaces(taking.show, taking.buyer.rights)) return std::nullopt;
  const Catalog& catalog = rows.catalog();
  const bool ordinary = std::ranges::none_of(taking.seats, [&](SeatNumber number) {
    return IsAccessiblePlace(catalog.FindSeat(taking.show.chart, number)->access);
  });
  if (ordinary) return std::nullopt;
  return Refusal{.code = RefusalCode::kAccessRequired};
}

// Refuses: kSeatUnknown, kTooManySeats, kAccessRequired, kSeatUnavailable.
std::optional<Refusal> CheckSeats(const Taking& taking, RowSet& rows, Time now) {
  const Show& show = taking.show;
  auto unknown = SeatsThat(taking.seats, [&](SeatNumber number) {
    return rows.Find(SeatKey{show.id, number}) == nullptr;
  });
  if (!unknown.empty()) {
    return Refusal{.code = RefusalCode::kSeatUnknown, .seats = std::move(unknown)};
  }
  if (auto refusal = CheckCaps(taking, rows, now)) return refusal;
  if (auto refusal = CheckAccess(taking, rows)) return refusal;
  auto taken = SeatsThat(taking.seats, [&](SeatNumber number) {
    return !IsFree(*rows.Find(SeatKey{show.id, number}), now);
  });
  if (!taken.empty()) {
    // A seat that is not free names the reservation that has it.
    auto mine = SeatsThat(taken, [&](SeatNumber number) {
      const Reservation* by = rows.Find(rows.Find(SeatKey{show.id, number})->reservation);
      return by != nullptr && by->user == taking.buyer.user;
    });
    return Refusal{
        .code = RefusalCode::kSeatUnavailable, .seats = std::move(taken), .mine = std::move(mine)};
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

// Makes the rows of these seats those of the reservation's hold.
void PutHeld(const std::vector<SeatNumber>& numbers, const Reservation& reservation, RowSet& rows) {
  for (const SeatNumber number : numbers) {
    rows.Put(Seat{.key = {reservation.show, number},
                  .status = SeatStatus::kHeld,
                  .reservation = reservation.id,
                  .held_until = reservation.held_until});
  }
}

// Refuses: as CheckSale, kTooManyHolds, and as CheckSeats.
std::optional<Refusal> CheckHold(const HoldSeats& command, const QueueToken& token, RowSet& rows,
                                 Time now) {
  const Show& show = *rows.catalog().Find(command.show);
  if (auto refusal = CheckSale(show, token, now)) return refusal;
  const std::int64_t holds_max = rows.limits().holds_per_turn;
  if (rows.ReservationsMade(token.key) >= holds_max) {
    return Refusal{.code = RefusalCode::kTooManyHolds, .limit = holds_max};
  }
  return CheckSeats({{token.user, token.rights.person(), token.rights}, show, command.seats}, rows,
                    now);
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
  exchange.taken = SeatsThat(wanted, [&](SeatNumber number) {
    return std::ranges::find(exchange.kept, number, &ReservedSeat::number) == exchange.kept.end();
  });
  return exchange;
}

// Checks the seats that an exchange takes. Refuses: as CheckSale, and as CheckSeats.
std::optional<Refusal> CheckExchange(const Exchange& exchange, const Reservation& reservation,
                                     RowSet& rows, Time now) {
  if (exchange.taken.empty()) return std::nullopt;
  const Show& show = *rows.catalog().Find(reservation.show);
  const QueueToken& token = *rows.Find(reservation.token);
  if (auto refusal = CheckSale(show, token, now)) return refusal;
  return CheckSeats({{reservation.user, reservation.person, token.rights},
                     show,
                     exchange.taken,
                     std::ssize(exchange.released)},
                    rows, now);
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
  if (auto refusal = CheckHold(command, token, rows, now)) return std::unexpected(*refusal);
  ONSALE_ASSERT(rows.Find(command.fresh_id) == nullptr);

  // Past this line the command must succeed.
  Reservation reservation{.id = WithFreeNumber(command.fresh_id, rows),
                          .token = token.key,
                          .user = token.user,
                          .show = command.show,
                          .created_at = now,
                          .held_until = now + HoldTimeOf(rows.Find(room)->policy, token.rights),
                          .person = token.rights.person()};
  PriceSeats(command.seats, reservation, rows);
  rows.Put(reservation);
  PutHeld(command.seats, reservation, rows);
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
  if (auto refusal = CheckExchange(exchange, reservation, rows, now)) {
    return std::unexpected(*refusal);
  }
  if (exchange.taken.empty() && exchange.released.empty()) return ReservationView{reservation};

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
