#include "domain/hold.h"

#include "base/assert.h"
#include "domain/offer.h"
#include "domain/turn.h"

namespace onsale::domain {

bool IsLiveHold(const Reservation& reservation, Time now) {
  return reservation.status == ReservationStatus::kHeld && now < reservation.held_until;
}

bool IsLiveHold(const Seat& seat, Time now) {
  return seat.status == SeatStatus::kHeld && now < seat.held_until;
}

bool IsFree(const Seat& seat, Time now) {
  const bool takes_none = seat.status == SeatStatus::kSold || seat.status == SeatStatus::kHeldBack;
  return !takes_none && !IsLiveHold(seat, now);
}

void GiveBack(Reservation reservation, EndReason reason, RowSet& rows, Time now) {
  ONSALE_ASSERT(reservation.status == ReservationStatus::kHeld);
  for (const ReservedSeat& reserved : reservation.seats) {
    const Seat* seat = rows.Find(SeatKey{reservation.show, reserved.number});
    ONSALE_ASSERT(seat != nullptr);
    if (seat->reservation != reservation.id) continue;  // already held by another buyer
    ONSALE_ASSERT(seat->status == SeatStatus::kHeld);
    rows.Put(Seat{.key = seat->key});
  }
  NoteSeatsBack(reservation.show, rows, now);
  if (IsLiveHold(reservation, now)) {
    reservation.status = ReservationStatus::kCancelled;
    reservation.end_reason = reason;
    reservation.ended_at = now;
  }
  rows.Put(ViewOf(reservation, now).reservation);
}

ReservationView ViewOf(const Reservation& reservation, Time now) {
  ReservationView view{reservation};
  Reservation& shown = view.reservation;
  if (shown.status == ReservationStatus::kHeld && !IsLiveHold(shown, now)) {
    shown.status = ReservationStatus::kExpired;
  }
  if (shown.status == ReservationStatus::kExpired) {
    shown.end_reason = EndReason::kExpired;
    shown.ended_at = shown.held_until;
  }
  return view;
}

std::optional<Refusal> CheckHeld(const QueueToken& token, const Reservation* reservation,
                                 RowSet& rows, Time now) {
  if (reservation == nullptr || reservation->user != token.user) {
    return Refusal{.code = RefusalCode::kReservationUnknown};
  }
  if (reservation->token.room != token.key.room) {
    return WrongRoomRefusal(reservation->token.room, rows);
  }
  switch (ViewOf(*reservation, now).reservation.status) {
    case ReservationStatus::kConfirmed:
      return PaidRefusal(*reservation);
    case ReservationStatus::kCancelled:
      return CancelledRefusal(*reservation);
    case ReservationStatus::kExpired:
      return Refusal{.code = RefusalCode::kHoldExpired};
    case ReservationStatus::kHeld:
      break;
  }
  return std::nullopt;
}

Refusal PaidRefusal(const Reservation& reservation) {
  return {.code = RefusalCode::kReservationPaid,
          .amount = reservation.amount,
          .payment = reservation.payment,
          .reservation = reservation.id,
          .paid_at = reservation.paid_at};
}

Refusal CancelledRefusal(const Reservation& reservation) {
  return {.code = RefusalCode::kReservationCancelled, .end_reason = reservation.end_reason};
}

}  // namespace onsale::domain
