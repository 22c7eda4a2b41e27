#include "histories/check/story_testing.h"

#include <algorithm>
#include <bit>

namespace onsale::histories {
namespace {

constexpr std::int64_t kStep = 1'000'000;  // nanoseconds between operations

// The second half of the id of what the operation created: unique, made from its number.
std::int64_t IdOf(const Op& op) {
  return static_cast<std::int64_t>(op.number) + 500;
}

}  // namespace

Story::Story() {
  world.rooms = 1;
  world.concerts_per_room = 1;
  world.shows_per_concert = 1;
  world.seats_per_show = 5;
  world.capacity = 1;
  world.active_ms = 50;
  world.hold_ms = 10;
}

Op& Story::Add(Kind kind, std::uint32_t user, std::uint32_t rank) {
  Op& op = ops.emplace_back();
  op.number = ops.size();
  op.began = op.sent = static_cast<std::int64_t>(op.number) * kStep;
  op.answered = op.sent + kStep / 2;
  op.commit = op.number;
  op.at_us = now_ms++ * 1000;
  op.engine_batch = op.number;
  op.user = user;
  op.token = rank;
  op.room = rank == 0 ? 0 : 1;
  op.kind = kind;
  return op;
}

Op& Story::Charge(std::uint32_t user, std::int64_t amount, std::int64_t balance) {
  Op& op = Add(Kind::kCharge, user, 0);
  op.key = op.number;
  op.result = ResultCode::kCreated;
  op.arguments = {amount};
  op.response = {7, IdOf(op), amount, balance};
  return op;
}

Op& Story::Balance(std::uint32_t user, std::int64_t balance) {
  Op& op = Add(Kind::kBalance, user, 0);
  op.response = {balance};
  return op;
}

Op& Story::Ledger(std::uint32_t user, const std::vector<std::int64_t>& amounts) {
  Op& op = Add(Kind::kLedger, user, 0);
  op.arguments = {50};
  std::vector<const Op*> charges;
  for (const Op& one : ops) {
    if (one.kind == Kind::kCharge && one.user == user && one.key == one.number) {
      charges.push_back(&one);
    }
  }
  std::int64_t balance = 0;
  std::vector<Words> entries;
  for (std::size_t i = 0; i < amounts.size(); ++i) {
    balance += amounts[i];
    const bool made = i < charges.size();
    entries.push_back({static_cast<std::int64_t>(i + 1), 1, amounts[i], balance, 7,
                       made ? charges[i]->response[1] : 9'999,
                       made ? charges[i]->at_us / 1000 : now_ms});
  }
  for (std::size_t i = entries.size(); i > 0; --i) {
    op.response.insert(op.response.end(), entries[i - 1].begin(), entries[i - 1].end());
  }
  op.response.push_back(0);
  return op;
}

Words Story::TokenWords(std::uint32_t, std::uint32_t rank, Status status) {
  Words words(TokenView::kWords);
  words[TokenView::kStatus] = static_cast<std::int64_t>(status);
  words[TokenView::kRank] = rank;
  words[TokenView::kIssued] = rank <= issued_ms_.size() ? issued_ms_[rank - 1] : now_ms - 1;
  return words;
}

Op& Story::Join(std::uint32_t user, std::uint32_t rank) {
  Op& op = Add(Kind::kJoin, user, 0);
  op.key = op.number;
  op.room = 1;
  op.result = ResultCode::kCreated;
  issued_ms_.push_back(op.at_us / 1000);
  op.response = TokenWords(user, rank, Status::kWaiting);
  return op;
}

Op& Story::JoinActive(std::uint32_t user, std::uint32_t rank) {
  Op& op = Join(user, rank);
  op.response[TokenView::kStatus] = static_cast<std::int64_t>(Status::kActive);
  op.response[TokenView::kUntil] = op.at_us / 1000 + world.active_ms;
  return op;
}

Op& Story::LooksWaiting(std::uint32_t user, std::uint32_t rank, std::int64_t ahead) {
  Op& op = Add(Kind::kToken, user, rank);
  op.response = TokenWords(user, rank, Status::kWaiting);
  op.response[TokenView::kAhead] = ahead;
  return op;
}

Op& Story::LooksActive(std::uint32_t user, std::uint32_t rank, std::int64_t since_ms) {
  Op& op = Add(Kind::kToken, user, rank);
  op.response = TokenWords(user, rank, Status::kActive);
  op.response[TokenView::kUntil] = since_ms + world.active_ms;
  return op;
}

Op& Story::LooksEnded(std::uint32_t user, std::uint32_t rank, Reason reason) {
  Op& op = Add(Kind::kToken, user, rank);
  op.response = TokenWords(user, rank, Status::kEnded);
  op.response[TokenView::kReason] = static_cast<std::int64_t>(reason);
  return op;
}

Op& Story::Leave(std::uint32_t user, std::uint32_t rank) {
  return Add(Kind::kLeave, user, rank);
}

Op& Story::Hold(std::uint32_t user, std::uint32_t rank, std::int64_t seats) {
  Op& op = Add(Kind::kHold, user, rank);
  op.key = op.number;
  op.result = ResultCode::kCreated;
  op.arguments = {1, seats};
  op.response.assign(ReservationView::kWords, 0);
  op.response[ReservationView::kHigh] = 3;
  op.response[ReservationView::kLow] = IdOf(op);
  op.response[ReservationView::kShow] = 1;
  op.response[ReservationView::kSeats] = seats;
  op.response[ReservationView::kAmount] =
      std::popcount(static_cast<std::uint64_t>(seats)) * World::kPrice;
  op.response[ReservationView::kCreated] = op.at_us / 1000;
  op.response[ReservationView::kUntil] = op.at_us / 1000 + world.hold_ms;
  return op;
}

Op& Story::HoldIsTaken(std::uint32_t user, std::uint32_t rank, std::int64_t seats,
                       std::int64_t in_the_way) {
  Op& op = Add(Kind::kHold, user, rank);
  op.key = op.number;
  op.result = ResultCode::kTaken;
  op.arguments = {1, seats};
  op.response = {in_the_way};
  return op;
}

Op& Story::Lists(std::uint32_t user, std::uint32_t rank, const std::vector<Op>& holds) {
  Op& op = Add(Kind::kReservations, user, rank);
  op.response = {std::ssize(holds)};
  for (const Op& hold : holds)
    op.response.insert(op.response.end(), hold.response.begin(), hold.response.end());
  return op;
}

Op& Story::Cancel(const Op& of) {
  const Op hold = of;
  Op& op = Add(Kind::kCancel, hold.user, hold.token);
  op.arguments = {hold.response[ReservationView::kHigh], hold.response[ReservationView::kLow]};
  op.response = hold.response;
  op.response[ReservationView::kStatus] = static_cast<std::int64_t>(histories::Hold::kCancelled);
  return op;
}

Op& Story::CancelIsRefused(const Op& of) {
  Op& op = Cancel(of);
  op.result = ResultCode::kExpired;
  op.response.clear();
  return op;
}

Op& Story::LooksAt(const Op& of, histories::Hold status) {
  Op& op = Cancel(of);
  op.kind = Kind::kReservation;
  op.response[ReservationView::kStatus] = static_cast<std::int64_t>(status);
  return op;
}

Op& Story::Pay(const Op& of, std::int64_t balance) {
  const Op hold = of;
  Op& op = Add(Kind::kPay, hold.user, hold.token);
  op.key = op.number;
  op.result = ResultCode::kCreated;
  op.arguments = {hold.response[ReservationView::kHigh], hold.response[ReservationView::kLow]};
  op.response = hold.response;
  op.response[ReservationView::kStatus] = static_cast<std::int64_t>(histories::Hold::kConfirmed);
  op.response[ReservationView::kCreated] = 0;
  op.response[ReservationView::kUntil] = 0;
  op.response[ReservationView::kPaymentHigh] = 4;
  op.response[ReservationView::kPaymentLow] = IdOf(op);
  op.response[ReservationView::kPaidAt] = op.at_us / 1000;
  op.response.push_back(balance);
  return op;
}

Op& Story::Seats(std::uint32_t user, std::uint32_t rank, std::int64_t held, std::int64_t sold) {
  Op& op = Add(Kind::kSeats, user, rank);
  op.arguments = {1};
  op.response = {world.seats_per_show - std::popcount(static_cast<std::uint64_t>(held | sold)),
                 held, sold};
  return op;
}

Op& Story::Again(const Op& of) {
  const Op first = of;
  Op& op = Add(first.kind, first.user, first.token);
  op.room = first.room;
  op.key = first.number;
  op.result = first.result;
  op.arguments = first.arguments;
  op.response = first.response;
  return op;
}

void Story::Lost(Op& op, const Op& since) {
  op.lost = true;
  op.began = since.answered + 1;
}

Verdict Story::Check() const {
  std::vector<Op> answered = ops;
  std::ranges::stable_sort(answered, {}, &Op::answered);
  return CheckOps(world, std::move(answered));
}

}  // namespace onsale::histories
