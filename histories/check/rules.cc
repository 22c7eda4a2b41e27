// The checker's rule for each operation, and the rules of wallets.
#include "histories/check/rules.h"

#include <bit>

namespace onsale::histories {

std::string Complaint::Text() const {
  return std::string(about) + ": answered " + std::to_string(response) + ", expected " +
         std::to_string(due);
}

bool Rules::Is(const char* about, std::int64_t response, std::int64_t due) {
  if (response != due) complaint_ = {about, response, due};
  return response == due;
}

bool Rules::Answers(const Scene& scene, histories::ResultCode due) {
  return Is("the kind of answer", static_cast<std::int64_t>(scene.op.result),
            static_cast<std::int64_t>(due));
}

bool Rules::Has(const Scene& scene, std::size_t asks, std::size_t tells) {
  const bool enough = scene.op.arguments.size() >= asks && scene.op.response.size() >= tells;
  return enough || Is("the size of the answer", static_cast<std::int64_t>(scene.op.response.size()),
                      static_cast<std::int64_t>(tells));
}

// Whether the operation's token exists and belongs to its user.
bool Rules::Knows(const Scene& scene) {
  const Op& op = scene.op;
  const bool needs_token = op.kind != Kind::kJoin && op.kind != Kind::kCharge &&
                           op.kind != Kind::kBalance && op.kind != Kind::kLedger;
  if (!needs_token) return op.kind != Kind::kJoin || Is("whether the room exists", op.room != 0, 1);
  if (op.room == 0 || op.token == 0 || op.token > state_.rooms[op.room].tokens.size()) {
    return Is("a token that was never issued", op.token, 0);
  }
  return Is("the token's user", op.user, state_.TokenAt(op.room, op.token).user);
}

bool Rules::Take(const Op& op, Span at, std::uint64_t step) {
  const Scene scene{op, at, step};
  const std::size_t point = state_.Point();
  if (Knows(scene) && TakeNew(scene)) return true;
  state_.TakeBackTo(point);
  return false;
}

bool Rules::TakeNew(const Scene& scene) {
  switch (scene.op.kind) {
    case Kind::kJoin:
      return Join(scene);
    case Kind::kToken:
      return ReadToken(scene);
    case Kind::kLeave:
      return Leave(scene);
    case Kind::kHold:
      return HoldSeats(scene);
    case Kind::kCancel:
      return Cancel(scene);
    case Kind::kPay:
      return Pay(scene);
    case Kind::kReservation:
      return ReadBooking(scene);
    case Kind::kReservations:
      return ReadBookings(scene);
    case Kind::kSeats:
      return ReadSeats(scene);
    case Kind::kDates:
      return ReadDates(scene);
    case Kind::kCharge:
      return Charge(scene);
    case Kind::kBalance:
      return ReadBalance(scene);
    case Kind::kLedger:
      break;  // ledger reads claim no position
  }
  return Is("an operation with a position in the order", 0, 1);
}

bool Rules::Charge(const Scene& scene) {
  const Op& op = scene.op;
  if (!Answers(scene, ResultCode::kCreated) || !Has(scene, 1, 4)) return false;
  User& user = state_.UserAt(op.user);
  const std::int64_t amount = op.arguments[0];
  state_.Edit(user.balance) += amount;
  state_.AddLine(user, {.is_charge = true,
                        .amount = amount,
                        .balance = user.balance,
                        .id = {op.response[0], op.response[1]},
                        .at = scene.at,
                        .step = scene.step});
  return Is("the amount", op.response[2], amount) &&
         Is("the balance", op.response[3], user.balance);
}

bool Rules::ReadBalance(const Scene& scene) {
  return Answers(scene, ResultCode::kOk) && Has(scene, 0, 1) &&
         Is("the balance", scene.op.response[0], state_.UserAt(scene.op.user).balance);
}

bool Rules::Pay(const Scene& scene) {
  const Op& op = scene.op;
  if (!Has(scene, 2, 0)) return false;
  if (const auto turn = CheckTurn(scene, op.room); turn != ResultCode::kOk)
    return Answers(scene, turn);
  const Booking* found = FindOwn(scene);
  if (found == nullptr) return Answers(scene, ResultCode::kUnknown);
  if (found->room != op.room) return Answers(scene, ResultCode::kWrongRoom);
  if (found->status == Hold::kConfirmed) return Answers(scene, ResultCode::kPaid);
  if (found->status == Hold::kCancelled) return Answers(scene, ResultCode::kCancelled);
  if (found->status == Hold::kExpired) return Answers(scene, ResultCode::kHoldOver);
  User& user = state_.UserAt(op.user);
  Booking& booking = state_.bookings[state_.by_id.at(found->id)];
  const std::int64_t amount =
      std::popcount(static_cast<std::uint64_t>(booking.seats)) * World::kPrice;
  if (user.balance < amount) {
    return Answers(scene, ResultCode::kInsufficientBalance) && Has(scene, 2, 2) &&
           Is("the balance", op.response[0], user.balance) &&
           Is("the amount", op.response[1], amount);
  }
  if (!Answers(scene, ResultCode::kCreated) || !Has(scene, 2, ReservationView::kWords + 1))
    return false;
  const std::int64_t paid = op.response[ReservationView::kPaidAt];
  if (paid * 1000 + 999 < scene.at.lo || paid * 1000 > scene.at.hi) {
    return Is("the payment time", paid, scene.at.lo / 1000);
  }
  Booking& changed = state_.Edit(booking);
  changed.status = Hold::kConfirmed;
  changed.payment = {op.response[ReservationView::kPaymentHigh],
                     op.response[ReservationView::kPaymentLow]};
  changed.paid_ms = paid;
  state_.Edit(user.balance) -= amount;
  state_.AddLine(user, {.is_charge = false,
                        .amount = amount,
                        .balance = user.balance,
                        .id = changed.payment,
                        .at = scene.at,
                        .step = scene.step});
  EndTurn(op.room, op.token, Reason::kPaid, scene.at.lo);
  return Is("the id of a payment", changed.payment.IsNil(), 0) &&
         IsBooking(op.response, 0, booking) &&
         Is("the balance", op.response[ReservationView::kWords], user.balance);
}

}  // namespace onsale::histories
