#include "base/assert.h"
#include "domain/funnel.h"
#include "domain/hold.h"
#include "domain/idempotency.h"
#include "domain/ledger.h"
#include "domain/rules.h"
#include "domain/turn.h"

namespace onsale::domain::rules {
namespace {

// The refusal of a token whose turn has ended with the payment of one of these: the payment is
// repeated without its idempotency key.
std::optional<Refusal> CheckPaidInTurn(const QueueToken& token, const std::vector<PaymentOf>& named,
                                       RowSet& rows) {
  for (const PaymentOf& one : named) {
    const Reservation* reservation = rows.Find(one.id);
    const bool paid_in_turn = reservation != nullptr && reservation->token == token.key &&
                              reservation->status == ReservationStatus::kConfirmed;
    if (paid_in_turn) return PaidRefusal(*reservation);
  }
  return std::nullopt;
}

// Checks a payment's token, reservations, amount and balance. Refuses as command.h says, without
// the refusals of tokens and idempotency keys that come before.
std::optional<Refusal> Check(const QueueToken& token, const std::vector<PaymentOf>& named,
                             std::optional<Money> expected_amount, RowSet& rows, Time now) {
  if (auto refusal = CheckActive(token, rows, now)) {
    auto paid = CheckPaidInTurn(token, named, rows);
    return paid ? paid : refusal;
  }
  Money amount;  // at most 20 holds of 50 seats of 10^12: the sum cannot overflow
  for (const PaymentOf& one : named) {
    const Reservation* reservation = rows.Find(one.id);
    if (auto refusal = CheckHeld(token, reservation, rows, now)) {
      if (named.size() > 1) refusal->reservation = one.id;
      return refusal;
    }
    amount.minor += reservation->amount.minor;
  }
  if (expected_amount && *expected_amount != amount) {
    return Refusal{.code = RefusalCode::kAmountDiffers, .amount = amount};
  }
  const Wallet* wallet = rows.Find(token.user);
  const Money balance = wallet ? wallet->balance : Money{};
  if (balance < amount) {
    return Refusal{.code = RefusalCode::kBalanceInsufficient, .balance = balance, .amount = amount};
  }
  return std::nullopt;
}

std::vector<PaymentOf> NamedBy(const PayReservation& command) {
  std::vector<PaymentOf> named = {{command.id, command.fresh_id}};
  named.insert(named.end(), command.others.begin(), command.others.end());
  return named;
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

// Pays one reservation: its seats become SOLD, and the wallet is debited. Returns the balance.
Money PayOne(Reservation& reservation, PaymentId payment, RowSet& rows, Time now) {
  reservation.status = ReservationStatus::kConfirmed;
  reservation.payment = payment;
  reservation.paid_at = now;
  MarkSold(reservation, rows);
  rows.Put(reservation);
  rows.Put(Payment{.id = payment,
                   .reservation = reservation.id,
                   .user = reservation.user,
                   .amount = reservation.amount,
                   .paid_at = now});
  return PostPayment(reservation, rows);
}

}  // namespace

PayReservation::Answer Decide(const PayReservation& command, RowSet& rows, Time now) {
  const auto genuine = FindReader(command.caller, rows, now);
  if (!genuine) return std::unexpected(genuine.error());
  const QueueToken token = **genuine;
  if (auto stored = FindStoredAnswer<PaymentView>(token.user, command.idempotency_key, rows, now)) {
    return std::move(*stored);
  }
  const std::vector<PaymentOf> named = NamedBy(command);
  if (auto refusal = Check(token, named, command.expected_amount, rows, now)) {
    return std::unexpected(*refusal);
  }

  // Past this line the command must succeed.
  PaymentView view;
  std::int64_t seats = 0;
  for (const PaymentOf& one : named) {
    Reservation reservation = *rows.Find(one.id);
    // The end of a turn ends its holds, so a live hold belongs to the current turn.
    ONSALE_ASSERT(reservation.token == token.key);
    view.balance = PayOne(reservation, one.fresh_id, rows, now);
    seats += std::ssize(reservation.seats);
    if (one.id == command.id) {
      view.reservation = std::move(reservation);
    } else {
      view.others.push_back(std::move(reservation));
    }
  }
  CountPayment(token.key.room, seats, rows, now);
  EndTurn(token, ExpiryReason::kPaid, rows, now);
  return StoreAnswer(std::move(view), token.user, command.idempotency_key, rows, now);
}

}  // namespace onsale::domain::rules
