#include "base/assert.h"
#include "domain/funnel.h"
#include "domain/hold.h"
#include "domain/idempotency.h"
#include "domain/ledger.h"
#include "domain/rules.h"
#include "domain/turn.h"

namespace onsale::domain::rules {
namespace {

// Checks a payment's token, reservation and balance. Refuses: kReservationPaid if the token's turn
// has paid for it, kTokenWaiting, kTokenExpired, kReservationUnknown, kTokenWrongRoom,
// kReservationPaid, kReservationCancelled, kHoldExpired, kBalanceInsufficient.
std::optional<Refusal> Check(const QueueToken& token, const Reservation* reservation, RowSet& rows,
                             Time now) {
  if (const auto refusal = CheckActive(token, now)) {
    // The turn ended with this payment, which is repeated without its idempotency key.
    const bool paid_in_turn = reservation != nullptr && reservation->token == token.key &&
                              reservation->status == ReservationStatus::kConfirmed;
    if (paid_in_turn) return PaidRefusal(*reservation);
    return refusal;
  }
  if (reservation == nullptr || reservation->user != token.user) {
    return Refusal{.code = RefusalCode::kReservationUnknown};
  }
  if (reservation->token.room != token.key.room) {
    return Refusal{.code = RefusalCode::kTokenWrongRoom};
  }
  switch (ViewOf(*reservation, now).reservation.status) {
    case ReservationStatus::kConfirmed:
      return PaidRefusal(*reservation);
    case ReservationStatus::kCancelled:
      return Refusal{.code = RefusalCode::kReservationCancelled};
    case ReservationStatus::kExpired:
      return Refusal{.code = RefusalCode::kHoldExpired};
    case ReservationStatus::kHeld:
      break;
  }
  const Wallet* wallet = rows.Find(token.user);
  const Money balance = wallet ? wallet->balance : Money{};
  if (balance < reservation->amount) {
    return Refusal{.code = RefusalCode::kBalanceInsufficient,
                   .balance = balance,
                   .amount = reservation->amount};
  }
  return std::nullopt;
}

void MarkSold(const Reservation& reservation, RowSet& rows) {
  for (const ReservedSeat& reserved : reservation.seats) {
    const Seat* seat = rows.Find(SeatKey{reservation.show, reserved.number});
    // The seats of a live hold cannot be taken by another buyer.
    ONSALE_ASSERT(seat != nullptr && seat->status == SeatStatus::kHeld);
    ONSALE_ASSERT(seat->reservation == reservation.id);
    rows.Put(Seat{.key = seat->key, .status = SeatStatus::kSold, .reservation = reservation.id});
  }
}

}  // namespace

PayReservation::Answer Decide(const PayReservation& command, RowSet& rows, Time now) {
  const auto genuine = FindReader(command.caller, rows, now);
  if (!genuine) return std::unexpected(genuine.error());
  const QueueToken token = **genuine;
  if (auto stored = FindStoredAnswer<PaymentView>(token.user, command.idempotency_key, rows, now)) {
    return std::move(*stored);
  }
  const Reservation* held = rows.Find(command.id);
  if (auto refusal = Check(token, held, rows, now)) return std::unexpected(*refusal);
  // The end of a turn ends its holds, so a live hold belongs to the current turn.
  ONSALE_ASSERT(held->token == token.key);

  // Past this line the command must succeed.
  Reservation reservation = *held;
  reservation.status = ReservationStatus::kConfirmed;
  reservation.payment = command.fresh_id;
  reservation.paid_at = now;
  MarkSold(reservation, rows);
  rows.Put(reservation);
  rows.Put(Payment{.id = command.fresh_id,
                   .reservation = reservation.id,
                   .user = reservation.user,
                   .amount = reservation.amount,
                   .paid_at = now});
  const Money balance = PostPayment(reservation, rows);
  CountPayment(token.key.room, std::ssize(reservation.seats), rows, now);
  EndTurn(token, ExpiryReason::kPaid, rows, now);
  return StoreAnswer(PaymentView{std::move(reservation), balance}, token.user,
                     command.idempotency_key, rows, now);
}

}  // namespace onsale::domain::rules
