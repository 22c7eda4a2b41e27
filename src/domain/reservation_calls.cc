#include "domain/hold.h"
#include "domain/reservation_list.h"
#include "domain/rules.h"
#include "domain/turn.h"

namespace onsale::domain::rules {
namespace {

// The user's reservation with this id. Refuses: kReservationUnknown, also if the reservation is
// another user's.
Result<const Reservation*> FindOwn(const UserId& user, ReservationId id, RowSet& rows) {
  const Reservation* reservation = rows.Find(id);
  if (reservation == nullptr || reservation->user != user) {
    return Refuse(RefusalCode::kReservationUnknown);
  }
  return reservation;
}

// The reservation, if it was cancelled in the turn of the caller's token. To cancel the last hold
// after the time to choose ends the turn, and the call may be repeated.
std::optional<ReservationView> FindCancelled(const CancelReservation& command, RowSet& rows,
                                             Time now) {
  const auto token = FindReader(command.caller, rows, now);
  const Reservation* reservation = rows.Find(command.id);
  if (!token || reservation == nullptr || reservation->token != (*token)->key ||
      reservation->status != ReservationStatus::kCancelled) {
    return std::nullopt;
  }
  return ViewOf(*reservation, now);
}

}  // namespace

ReadReservation::Answer Decide(const ReadReservation& command, RowSet& rows, Time now) {
  const auto token = FindReader(command.caller, rows, now);
  if (!token) return std::unexpected(token.error());
  const auto reservation = FindOwn((*token)->user, command.id, rows);
  if (!reservation) return std::unexpected(reservation.error());
  return ViewOf(**reservation, now);
}

ListReservations::Answer Decide(const ListReservations& command, RowSet& rows, Time now) {
  const auto token = FindReader(command.caller, rows, now);
  if (!token) return std::unexpected(token.error());
  const UserId user = (*token)->user;
  if (command.user != UserId{} && command.user != user) return Refuse(RefusalCode::kOtherUser);
  return ListReservationsOf(user, command.page, rows, now);
}

FindReservations::Answer Decide(const FindReservations& command, RowSet& rows, Time now) {
  if (command.user != UserId{}) return ListReservationsOf(command.user, command.page, rows, now);
  if (command.number != BookingNumber{}) {
    std::vector<ReservationView> views;
    for (const ReservationId id : rows.ReservationsWith(command.number)) {
      views.push_back(ViewOf(*rows.Find(id), now));
    }
    return views;
  }
  const Seat* seat = rows.Find(command.seat);
  const Reservation* reservation = rows.Find(seat == nullptr ? command.id : seat->reservation);
  if (reservation == nullptr) return std::vector<ReservationView>{};
  ReservationView view = ViewOf(*reservation, now);
  // The seat of a hold that is over is free, although its row may still name the hold.
  if (seat != nullptr && !IsOpen(view.reservation.status)) return std::vector<ReservationView>{};
  return std::vector{std::move(view)};
}

CancelReservation::Answer Decide(const CancelReservation& command, RowSet& rows, Time now) {
  const auto token = FindToken(command.caller, rows);
  if (!token) return std::unexpected(token.error());
  if (const auto refusal = CheckActive(**token, rows, now)) {
    if (auto again = FindCancelled(command, rows, now)) return *std::move(again);
    return std::unexpected(*refusal);
  }
  const auto found = FindOwn((*token)->user, command.id, rows);
  if (!found) return std::unexpected(found.error());
  const ReservationView before = ViewOf(**found, now);
  switch (before.reservation.status) {
    case ReservationStatus::kConfirmed:
      return std::unexpected(PaidRefusal(before.reservation));
    case ReservationStatus::kExpired:
      return Refuse(RefusalCode::kHoldExpired);
    case ReservationStatus::kCancelled:
      return before;
    case ReservationStatus::kHeld:
      break;
  }

  // Past this line the command must succeed.
  GiveBack(before.reservation, EndReason::kCancelledByBuyer, rows, now);
  FitTurnToHolds(QueueToken(*rows.Find(before.reservation.token)), rows, now);
  return ViewOf(*rows.Find(command.id), now);
}

}  // namespace onsale::domain::rules
