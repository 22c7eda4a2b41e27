// What an operator does to seats by hand: holding them back, putting them on sale, releasing holds.

#include <algorithm>
#include <functional>
#include <iterator>

#include "base/assert.h"
#include "domain/hold.h"
#include "domain/offer.h"
#include "domain/operator_action.h"
#include "domain/rules.h"
#include "domain/turn.h"

namespace onsale::domain::rules {
namespace {

// The seats that a call names, by what it finds.
struct Found {
  std::vector<SeatNumber> unknown;
  std::vector<SeatNumber> taken;     // SOLD, or in a live hold
  std::vector<SeatNumber> changing;  // not yet as the call asks for
};

Found FindSeats(ShowId show, const std::vector<SeatNumber>& seats, bool held_back, RowSet& rows,
                Time now) {
  Found found;
  for (const SeatNumber number : seats) {
    const Seat* const seat = rows.Find(SeatKey{show, number});
    if (seat == nullptr) {
      found.unknown.push_back(number);
    } else if (const bool is_held_back = seat->status == SeatStatus::kHeldBack;
               !is_held_back && !IsFree(*seat, now)) {
      found.taken.push_back(number);
    } else if (is_held_back != held_back) {
      found.changing.push_back(number);
    }
  }
  return found;
}

void CheckNumbers(const std::vector<SeatNumber>& seats) {
  ONSALE_ASSERT(!seats.empty() && seats.size() <= kSeatsByHandMax);
  ONSALE_ASSERT(std::ranges::adjacent_find(seats, std::greater_equal()) == seats.end());
}

// Makes these seats HELD_BACK, or AVAILABLE. Requires: none has an owner, and all have the other
// status.
void Put(ShowId show, const std::vector<SeatNumber>& seats, bool held_back, const Actor& actor,
         RowSet& rows, Time now) {
  if (seats.empty()) return;
  for (const SeatNumber number : seats) {
    rows.Put(Seat{.key = {show, number},
                  .status = held_back ? SeatStatus::kHeldBack : SeatStatus::kAvailable});
  }
  if (!held_back) NoteSeatsBack(show, rows, now);
  if (held_back && rows.AvailableSeats(show) == 0) NoteSeatsGone(show, rows, now);
  const std::string& slug = rows.catalog().Find(show)->slug;
  PutAction(actor, TextOfSeats(slug, seats, held_back), rows, now);
}

// Makes all seats HELD_BACK, or all of them AVAILABLE.
Result<SeatsForSaleView> ChangeSeats(ShowId show, const std::vector<SeatNumber>& seats,
                                     bool held_back, const Actor& actor, RowSet& rows, Time now) {
  CheckNumbers(seats);
  Found found = FindSeats(show, seats, held_back, rows, now);
  if (!found.unknown.empty()) {
    return std::unexpected(
        Refusal{.code = RefusalCode::kSeatUnknown, .seats = std::move(found.unknown)});
  }
  if (!found.taken.empty()) {
    return std::unexpected(
        Refusal{.code = RefusalCode::kSeatUnavailable, .seats = std::move(found.taken)});
  }

  // Past this line the command must succeed.
  Put(show, found.changing, held_back, actor, rows, now);
  return SeatsForSaleView{.show = show,
                          .changed = std::move(found.changing),
                          .available = rows.AvailableSeats(show),
                          .held_back = rows.HeldBackSeats(show)};
}

}  // namespace

HoldBackSeats::Answer Decide(const HoldBackSeats& command, RowSet& rows, Time now) {
  return ChangeSeats(command.show, command.seats, true, command.actor, rows, now);
}

PutSeatsOnSale::Answer Decide(const PutSeatsOnSale& command, RowSet& rows, Time now) {
  return ChangeSeats(command.show, command.seats, false, command.actor, rows, now);
}

UndoSeats::Answer Decide(const UndoSeats& command, RowSet& rows, Time now) {
  CheckNumbers(command.seats);
  const bool held_back = !command.held_back;
  const Found found = FindSeats(command.show, command.seats, held_back, rows, now);
  std::vector<SeatNumber> others;
  std::ranges::set_difference(command.seats, found.changing, std::back_inserter(others));
  if (!others.empty()) {
    return std::unexpected(Refusal{.code = RefusalCode::kUndoConflict, .seats = std::move(others)});
  }

  // Past this line the command must succeed.
  Put(command.show, command.seats, held_back, command.actor, rows, now);
  return UndoneView{.number = rows.LastAction(), .show = command.show, .seats = command.seats};
}

ReleaseReservation::Answer Decide(const ReleaseReservation& command, RowSet& rows, Time now) {
  const Reservation* const found = rows.Find(command.id);
  if (found == nullptr) return Refuse(RefusalCode::kReservationUnknown);
  const ReservationView before = ViewOf(*found, now);
  switch (before.reservation.status) {
    case ReservationStatus::kConfirmed:
      return std::unexpected(PaidRefusal(before.reservation));
    case ReservationStatus::kExpired:
      return Refuse(RefusalCode::kHoldExpired);
    case ReservationStatus::kCancelled:
      if (before.reservation.end_reason == EndReason::kCancelledByOperator) return before;
      return std::unexpected(CancelledRefusal(before.reservation));
    case ReservationStatus::kHeld:
      break;
  }

  // Past this line the command must succeed.
  GiveBack(before.reservation, EndReason::kCancelledByOperator, rows, now);
  FitTurnToHolds(QueueToken(*rows.Find(before.reservation.token)), rows, now);
  ReservationView after = ViewOf(*rows.Find(command.id), now);
  PutAction(command.actor, TextOf(before.reservation, after.reservation), rows, now);
  return after;
}

}  // namespace onsale::domain::rules
