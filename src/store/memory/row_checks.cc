#include "store/memory/row_checks.h"

#include <algorithm>

#include "store/row_values.h"

namespace onsale::store {

using domain::Reservation;
using domain::ReservationStatus;
using domain::Seat;
using domain::SeatStatus;
using domain::TokenStatus;

namespace {

// The status that the seats of a reservation must have. Requires: the reservation is HELD or
// CONFIRMED.
SeatStatus SeatStatusOf(const Reservation& reservation) {
  return reservation.status == ReservationStatus::kHeld ? SeatStatus::kHeld : SeatStatus::kSold;
}

bool HasSeat(const Reservation& reservation, domain::SeatNumber number) {
  return std::ranges::any_of(reservation.seats,
                             [number](const auto& seat) { return seat.number == number; });
}

// What is wrong between a HELD reservation and the turn that made it. The turn must be ACTIVE:
// rules pay, cancel and expire the hold there.
std::string WrongWithTurn(const Reservation& reservation, MemoryRows& rows) {
  const domain::QueueToken* const token = rows.Find(reservation.token);
  if (token == nullptr)
    return NameOf(reservation) + " is HELD with a queue token that does not exist";
  if (token->status != TokenStatus::kActive) {
    return NameOf(reservation) + " is HELD, but " + NameOf(*token) + " is not ACTIVE";
  }
  if (token->user != reservation.user) {
    return NameOf(reservation) + " has another user than " + NameOf(*token);
  }
  return {};
}

std::string WrongWithSeatOf(const Reservation& reservation, domain::SeatNumber number,
                            MemoryRows& rows) {
  const Seat* const seat = rows.Find(domain::SeatKey{reservation.show, number});
  if (seat == nullptr) {
    return NameOf(reservation) + " has seat " + std::to_string(number.value) + " of show " +
           std::to_string(reservation.show.value) + ", which does not exist";
  }
  const bool same_end =
      reservation.status != ReservationStatus::kHeld || seat->held_until == reservation.held_until;
  if (seat->reservation == reservation.id && seat->status == SeatStatusOf(reservation) &&
      same_end) {
    return {};
  }
  return NameOf(reservation) + " has a seat, but " + NameOf(*seat) + " does not match";
}

std::string WrongWithShow(const domain::Show& show, MemoryRows& rows) {
  const auto expected = rows.catalog().SeatsOf(show.chart);
  const ShowSeats* const seats = rows.RowsOf(show.id);
  const std::size_t count = seats == nullptr ? 0 : seats->size();
  std::size_t at = 0;
  bool same = count == expected.size();
  if (same && seats != nullptr) {
    seats->ForEach([&](const Seat& seat) { same &= seat.key.number == expected[at++].number; });
  }
  if (same) return {};
  return NameOf(show) + " has " + std::to_string(count) +
         " rows in seats, but not one for each of the " + std::to_string(expected.size()) +
         " seats of its chart";
}

}  // namespace

std::string WrongWith(const domain::QueueToken& token, MemoryRows& rows) {
  if (token.status == TokenStatus::kExpired) return {};
  const domain::QueueToken* const live = rows.FindLive(token.key.room, token.user);
  if (live != nullptr && live->key == token.key) return {};
  return NameOf(token) + " is not the only one of its user that is WAITING or ACTIVE";
}

std::string WrongWith(const Reservation& reservation, MemoryRows& rows) {
  if (!domain::IsOpen(reservation.status)) return {};
  if (rows.catalog().Find(reservation.show) == nullptr) {
    return NameOf(reservation) + " names a show that does not exist";
  }
  if (reservation.status == ReservationStatus::kHeld) {
    if (auto wrong = WrongWithTurn(reservation, rows); !wrong.empty()) return wrong;
  }
  for (const auto& seat : reservation.seats) {
    auto wrong = WrongWithSeatOf(reservation, seat.number, rows);
    if (!wrong.empty()) return wrong;
  }
  return {};
}

std::string WrongWith(const Seat& seat, MemoryRows& rows) {
  if (!domain::HasOwner(seat.status)) return {};
  const Reservation* const owner = rows.Find(seat.reservation);
  if (owner == nullptr) return NameOf(seat) + " names a reservation that does not exist";
  if (domain::IsOpen(owner->status) && owner->show == seat.key.show &&
      SeatStatusOf(*owner) == seat.status && HasSeat(*owner, seat.key.number)) {
    return {};
  }
  return NameOf(seat) + " is held or sold, but " + NameOf(*owner) + " does not match";
}

std::string WrongWithPlaceOf(domain::SeatKey key, MemoryRows& rows) {
  const domain::Catalog& catalog = rows.catalog();
  const domain::Show* const show = catalog.Find(key.show);
  const bool expected = show != nullptr && catalog.FindSeat(show->chart, key.number) != nullptr;
  if (expected == (rows.Find(key) != nullptr)) return {};
  return NameOf(Seat{.key = key}) +
         (expected ? " is missing, but its chart has the seat" : " is not a seat of a chart");
}

std::string WrongWithRoom(domain::RoomId id, MemoryRows& rows) {
  const RoomRows* const found = rows.RowsOf(id);
  if (found == nullptr) return {};
  const domain::Room* const room = found->room();
  if (room == nullptr) {
    if (found->last_number() == 0) return {};
    return "there are queue tokens of room " + std::to_string(id.value) + ", which does not exist";
  }
  const auto counts = [&](const char* what, std::int64_t says, std::int64_t there) {
    return NameOf(*room) + " counts " + std::to_string(says) + " " + what + ", but there are " +
           std::to_string(there);
  };
  const auto numbers = static_cast<std::int64_t>(found->last_number());
  const auto last = static_cast<std::int64_t>(room->last_number.value);
  if (numbers != last) return counts("queue numbers", last, numbers);
  if (room->last_archived.value != found->archived()) {
    return NameOf(*room) + " has archived the queue numbers up to " +
           std::to_string(room->last_archived.value) + ", but before, those up to " +
           std::to_string(found->archived());
  }
  if (const domain::QueueToken* const live = found->LiveArchived()) {
    return NameOf(*live) + " is WAITING or ACTIVE, but its room has archived it";
  }
  if (room->waiting != found->waiting())
    return counts("WAITING tokens", room->waiting, found->waiting());
  if (room->active != found->active())
    return counts("ACTIVE tokens", room->active, found->active());
  const auto next = found->NextWaiting({});
  if (next && found->RankOf(*next) <= room->last_admitted) {
    return NameOf(*room) + " has admitted rank " + std::to_string(room->last_admitted.value) +
           ", but queue number " + std::to_string(next->value) + " waits with a lower rank";
  }
  return {};
}

std::string WrongWithCatalog(MemoryRows& rows) {
  const domain::CatalogRows& catalog = rows.catalog().rows();
  for (const domain::Concert& concert : catalog.concerts) {
    if (rows.Find(concert.room) == nullptr)
      return NameOf(concert) + " names a room that does not exist";
  }
  for (const domain::Show& show : catalog.shows) {
    if (auto wrong = WrongWithShow(show, rows); !wrong.empty()) return wrong;
  }
  std::string wrong;
  rows.ForEachShow([&](domain::ShowId id, const ShowSeats& seats) {
    if (seats.size() == 0 || rows.catalog().Find(id) != nullptr) return;
    wrong =
        "there are rows in seats of show " + std::to_string(id.value) + ", which does not exist";
  });
  return wrong;
}

namespace {

// A visitor of rows that keeps the first error.
class FirstWrong {
 public:
  explicit FirstWrong(MemoryRows& rows) : rows_(rows) {}
  template <class Row>
  void operator()(const Row& row) {
    if constexpr (requires { WrongWith(row, rows_); }) {
      if (wrong_.empty()) wrong_ = WrongWith(row, rows_);
    }
  }
  std::string Take() { return std::move(wrong_); }

 private:
  MemoryRows& rows_;
  std::string wrong_;
};

}  // namespace

std::string WrongWithRows(MemoryRows& rows) {
  std::string wrong;
  rows.ForEachRoom([&](domain::RoomId id, const RoomRows&) {
    if (wrong.empty()) wrong = WrongWithRoom(id, rows);
  });
  if (wrong.empty()) wrong = WrongWithCatalog(rows);
  if (!wrong.empty()) return wrong;
  FirstWrong first(rows);
  rows.ForEachRow(first);
  return first.Take();
}

}  // namespace onsale::store
