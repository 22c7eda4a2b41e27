#include <algorithm>

#include "domain/hold.h"
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
  std::vector<ReservationView> views;
  for (const ReservationId id : rows.OpenReservations((*token)->user)) {
    const Reservation& reservation = *rows.Find(id);
    if (reservation.status == ReservationStatus::kConfirmed || IsLiveHold(reservation, now)) {
      views.push_back(ViewOf(reservation, now));
    }
  }
  std::ranges::reverse(views);
  return views;
}

CancelReservation::Answer Decide(const CancelReservation& command, RowSet& rows, Time now) {
  const auto token = FindToken(command.caller, rows);
  if (!token) return std::unexpected(token.error());
  if (const auto refusal = CheckActive(**token, now)) {
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
  GiveBack(before.reservation, rows, now);
  FitTurnToHolds(QueueToken(*rows.Find(before.reservation.token)), rows, now);
  return ViewOf(*rows.Find(command.id), now);
}

}  // namespace onsale::domain::rules
