// The model of balances, payments and retries: docs/rules.md, rules 3 and 4;
// docs/decisions/0004-retries.md.

#include <algorithm>
#include <cstdlib>

#include "sim/model/model.h"

namespace onsale::sim {

using domain::PaymentView;
using domain::QueueToken;
using domain::Refusal;
using domain::RefusalCode;
using domain::Reservation;
using domain::ReservationStatus;
using domain::TopUpView;
using domain::UserId;

namespace {

// The limits that the documents state: the largest balance, and how long a stored answer is kept.
constexpr std::int64_t kMostInAWallet = 100'000'000'000'000;
constexpr base::Duration kKeyLives = std::chrono::hours(24);

}  // namespace

Model::User& Model::UserOf(const UserId& id) {
  const auto [at, fresh] = users_.try_emplace(id);
  if (fresh) at->second.wallet.user = id;
  return at->second;
}

template <class V>
std::optional<domain::Result<V>> Model::FindStoredAnswer(
    const UserId& user, const std::optional<domain::IdempotencyKey>& idempotency_key) {
  if (!idempotency_key) return std::nullopt;
  const auto at = stored_answers_.find({user, idempotency_key->key});
  if (at == stored_answers_.end()) {
    if (UserOf(user).stored_answers < limits_.keys_per_user) return std::nullopt;
    return std::unexpected(
        Refusal{.code = RefusalCode::kTooManyKeys, .limit = limits_.keys_per_user});
  }
  const StoredAnswer& stored = at->second;
  if (stored.row.fingerprint != idempotency_key->fingerprint) {
    return domain::Refuse(RefusalCode::kIdempotencyKeyReused);
  }
  // A client may forge a fingerprint: the stored answer of another operation is refused.
  if (const V* const view = std::get_if<V>(&stored.view)) return *view;
  return domain::Refuse(RefusalCode::kIdempotencyKeyReused);
}

template <class V>
V Model::StoreAnswer(V view, const UserId& user,
                     const std::optional<domain::IdempotencyKey>& idempotency_key) {
  if (!idempotency_key) return view;
  const domain::IdempotencyRecordKey key{user, idempotency_key->key};
  if (!stored_answers_.contains(key)) ++UserOf(user).stored_answers;
  V kept = view;
  if constexpr (std::is_same_v<V, domain::TokenView>) kept.notice = {};  // it may be old by then
  stored_answers_[key] = {.row = {.key = key,
                                  .fingerprint = idempotency_key->fingerprint,
                                  .answer = {},
                                  .expires_at = now_ + kKeyLives},
                          .view = std::move(kept)};
  keys_.emplace_back(now_ + kKeyLives, key);
  return view;
}

// Explicit instantiations of the templates that other sources of the model use.
template std::optional<domain::Result<domain::TokenView>> Model::FindStoredAnswer(
    const UserId&, const std::optional<domain::IdempotencyKey>&);
template std::optional<domain::Result<domain::ReservationView>> Model::FindStoredAnswer(
    const UserId&, const std::optional<domain::IdempotencyKey>&);
template domain::TokenView Model::StoreAnswer(domain::TokenView, const UserId&,
                                              const std::optional<domain::IdempotencyKey>&);
template domain::ReservationView Model::StoreAnswer(domain::ReservationView, const UserId&,
                                                    const std::optional<domain::IdempotencyKey>&);

domain::ReadBalance::Answer Model::To(const domain::ReadBalance& command) {
  const auto at = users_.find(command.user);
  return domain::BalanceView{
      .user = command.user,
      .balance = at == users_.end() ? domain::Money{} : at->second.wallet.balance};
}

domain::TopUpBalance::Answer Model::To(const domain::TopUpBalance& command) {
  if (auto again = FindStoredAnswer<TopUpView>(command.user, command.idempotency_key))
    return *again;
  domain::Wallet& wallet = UserOf(command.user).wallet;
  if (command.amount.minor > kMostInAWallet - wallet.balance.minor) {
    return std::unexpected(Refusal{.code = RefusalCode::kBalanceLimit, .limit = kMostInAWallet});
  }
  Post(wallet, command.amount,
       {.id = command.fresh_id.uuid,
        .kind = domain::LedgerKind::kTopUp,
        .debit = "external",
        .credit = "wallet:" + command.user.text()});
  return StoreAnswer(TopUpView{.id = command.fresh_id,
                               .user = command.user,
                               .amount = command.amount,
                               .balance = wallet.balance},
                     command.user, command.idempotency_key);
}

void Model::Post(domain::Wallet& wallet, domain::Money change, domain::LedgerEntry entry) {
  wallet.balance.minor += change.minor;
  entry.user = wallet.user;
  entry.number = ++wallet.entries;
  entry.amount.minor = std::abs(change.minor);
  entry.balance_after = wallet.balance;
  entry.at = now_;
  entries_.push_back(std::move(entry));
}

Refusal Model::PaidBefore(const Reservation& reservation) {
  Refusal refusal{.code = RefusalCode::kReservationPaid};
  refusal.payment = reservation.payment;
  refusal.reservation = reservation.id;
  refusal.amount = reservation.amount;
  refusal.paid_at = reservation.paid_at;
  return refusal;
}

Refusal Model::CancelledBefore(const Reservation& reservation) {
  Refusal refusal{.code = RefusalCode::kReservationCancelled};
  refusal.end_reason = reservation.end_reason;
  return refusal;
}

std::optional<Refusal> Model::MayPayOne(const QueueToken& token, const Reservation* reservation) {
  const auto no = [](RefusalCode code) { return Refusal{.code = code}; };
  if (reservation == nullptr || reservation->user != token.user) {
    return no(RefusalCode::kReservationUnknown);
  }
  if (reservation->token.room != token.key.room) {
    return NeedsTokenOf(reservation->token.room);
  }
  switch (reservation->status) {
    case ReservationStatus::kConfirmed:
      return PaidBefore(*reservation);
    case ReservationStatus::kCancelled:
      return CancelledBefore(*reservation);
    case ReservationStatus::kExpired:
      return no(RefusalCode::kHoldExpired);
    case ReservationStatus::kHeld:
      break;
  }
  return std::nullopt;
}

std::optional<Refusal> Model::MayPay(const QueueToken& token,
                                     const std::vector<Reservation*>& named,
                                     std::optional<domain::Money> seen_price) {
  const domain::TokenStatus status = StatusOf(token);
  if (status == domain::TokenStatus::kWaiting) return StillWaiting(token);
  if (status == domain::TokenStatus::kExpired) {
    // Only the turn that made a reservation can have paid it.
    for (const Reservation* const one : named) {
      const bool paid = one != nullptr && one->status == ReservationStatus::kConfirmed;
      if (paid && one->token == token.key) return PaidBefore(*one);
    }
    return Ended(token);
  }
  domain::Money price;
  for (const Reservation* const one : named) {
    if (auto refusal = MayPayOne(token, one)) return refusal;
    price.minor += one->amount.minor;
  }
  // A buyer pays no other price than the one that was shown.
  if (seen_price.value_or(price) != price) {
    return Refusal{.code = RefusalCode::kAmountDiffers, .amount = price};
  }
  const domain::Money balance = UserOf(token.user).wallet.balance;
  if (balance >= price) return std::nullopt;
  return Refusal{.code = RefusalCode::kBalanceInsufficient, .balance = balance, .amount = price};
}

void Model::Sell(Reservation& held, domain::PaymentId payment) {
  ModelShow& model_show = model_shows_.at(held.show);
  for (const domain::ReservedSeat& seat : held.seats) {
    ModelShow::ModelSeat& model_seat = *model_show.Find(seat.number);
    model_show.Set(
        model_seat,
        {.key = model_seat.row.key, .status = domain::SeatStatus::kSold, .reservation = held.id});
  }
  holds_.erase({held.held_until, held.id});
  held.status = ReservationStatus::kConfirmed;
  held.payment = payment;
  held.paid_at = now_;
  payments_.push_back({.id = payment,
                       .reservation = held.id,
                       .user = held.user,
                       .amount = held.amount,
                       .paid_at = now_});
  Post(UserOf(held.user).wallet, {-held.amount.minor},
       {.id = payment.uuid,
        .kind = domain::LedgerKind::kPayment,
        .debit = "wallet:" + held.user.text(),
        .credit = "sales:" + model_show.concert_slug,
        .reservation = held.id});
}

domain::PayReservation::Answer Model::To(const domain::PayReservation& command) {
  QueueToken* const token = FindToken(command.caller);
  if (auto refusal = ReadCheck(token)) return std::unexpected(*refusal);
  if (auto again = FindStoredAnswer<PaymentView>(token->user, command.idempotency_key))
    return *again;
  std::vector<domain::PaymentOf> asked = command.others;
  asked.insert(asked.begin(), domain::PaymentOf{command.id, command.fresh_id});
  std::vector<Reservation*> named;
  for (const domain::PaymentOf& one : asked) {
    const auto at = reservations_.find(one.id);
    named.push_back(at == reservations_.end() ? nullptr : &at->second);
  }
  if (auto refusal = MayPay(*token, named, command.expected_amount)) {
    // Of several reservations the refusal names the one that it is about.
    const bool of_one = refusal->code == RefusalCode::kReservationUnknown ||
                        refusal->code == RefusalCode::kTokenWrongRoom ||
                        refusal->code == RefusalCode::kReservationCancelled ||
                        refusal->code == RefusalCode::kHoldExpired;
    for (std::size_t i = 0; of_one && named.size() > 1 && i < named.size(); ++i) {
      if (!MayPayOne(*token, named[i])) continue;
      refusal->reservation = asked[i].id;
      break;
    }
    return std::unexpected(*refusal);
  }

  std::int64_t seats = 0;
  for (std::size_t i = 0; i < named.size(); ++i) {
    Sell(*named[i], asked[i].fresh_id);
    seats += std::ssize(named[i]->seats);
  }
  domain::RoomFunnel& numbers = queues_.at(token->key.room).Numbers();
  ++numbers.payments;
  numbers.seats_sold += seats;
  CountIn(numbers.sales, seats, now_);
  EndTurn(*token, domain::ExpiryReason::kPaid);
  PaymentView view{.reservation = *named[0], .balance = UserOf(token->user).wallet.balance};
  for (std::size_t i = 1; i < named.size(); ++i) view.others.push_back(*named[i]);
  return StoreAnswer(std::move(view), token->user, command.idempotency_key);
}

}  // namespace onsale::sim
