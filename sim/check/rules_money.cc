// The rule book's rules 3 and 4 of docs/rules.md, and rule 2: nothing overdue is left.

#include "sim/check/rule_book.h"
#include "sim/check/tell.h"

namespace onsale::sim {

using namespace domain;

namespace {

constexpr std::int64_t kMostInAWallet = 100'000'000'000'000;

}  // namespace

void RuleBook::Take(const Wallet& row) {
  CheckedWallet& checked = wallets_[row.user];
  in_wallets_ += row.balance.minor - checked.wallet.balance.minor;
  checked.wallet = row;
  touched_wallets_.push_back(row.user);
}

void RuleBook::Take(const LedgerEntry& row) {
  CheckedWallet& checked = wallets_[row.user];
  const bool top_up = row.kind == LedgerKind::kTopUp;
  const std::string wallet = "wallet:" + row.user.text();
  const bool accounts = top_up ? row.debit == "external" && row.credit == wallet
                               : row.debit == wallet && row.credit.starts_with("sales:");
  if (!accounts || row.amount.minor < (top_up ? 1 : 0))
    Wrong("rule 4: an entry with wrong accounts or amount: ", TellRow(row));
  if (row.number != ++checked.entries) Wrong("rule 4: an entry is missing before ", TellRow(row));
  checked.sum += top_up ? row.amount.minor : -row.amount.minor;
  (top_up ? topped_up_ : spent_) += row.amount.minor;
  if (row.balance_after.minor != checked.sum) Wrong("rule 4: a wrong balance: ", TellRow(row));
  if (top_up) return;
  if (!payment_entries_.emplace(row.id, row).second)
    Wrong("rule 3: two ledger entries of one payment: ", TellRow(row));
}

void RuleBook::Take(const Payment& row) {
  if (!payments_.emplace(row.id, row).second)
    Wrong("rule 3: two payments with one id: ", TellRow(row));
  touched_payments_.push_back(row.id);
}

void RuleBook::Take(const IdempotencyRecord& row) {
  const auto [at, fresh] = records_.try_emplace(row.key, row);
  if (!fresh) {
    // A key keeps its first answer until it expires.
    if (at->second.expires_at > batch_.now)
      Wrong("the stored answer of an idempotency key changed: ", TellRow(row));
    record_ends_.erase(record_ends_.find(at->second.expires_at));
    at->second = row;
  }
  record_ends_.insert(row.expires_at);
  touched_records_.push_back(row.key);
}

void RuleBook::Lose(const IdempotencyRecord& row) {
  const auto at = records_.find(row.key);
  if (at == records_.end()) return;
  if (at->second.expires_at > batch_.now) {
    Wrong("a stored answer was erased too early: ", TellRow(at->second));
  }
  record_ends_.erase(record_ends_.find(at->second.expires_at));
  records_.erase(at);
}

void RuleBook::CheckMoney() {
  for (const UserId& user : touched_wallets_) {
    const CheckedWallet& checked = wallets_.at(user);
    const std::int64_t balance = checked.wallet.balance.minor;
    if (balance != checked.sum || checked.wallet.entries != checked.entries) {
      Wrong("rule 4: a balance is not the sum of its entries: ", TellRow(checked.wallet));
    }
    if (balance < 0 || balance > kMostInAWallet) {
      Wrong("rule 4: an impossible balance: ", TellRow(checked.wallet));
    }
  }
  // The wallets must hold what was topped up less what was spent, and the money spent must equal
  // the prices of the seats sold.
  if (in_wallets_ != topped_up_ - spent_) Wrong("rule 4: the ledger does not sum to zero");
  if (spent_ != confirmed_amount_ || confirmed_ != std::ssize(payments_)) {
    Wrong("rule 3: payments and sold seats differ");
  }
  for (const PaymentId id : touched_payments_) {
    const auto at = reservations_.find(payments_.at(id).reservation);
    if (at == reservations_.end() || at->second.payment != id) {
      Wrong("rule 3: a payment without its reservation: ", TellRow(payments_.at(id)));
    }
  }
}

void RuleBook::CheckNothingDue() {
  if (!holds_.empty() && holds_.begin()->first <= batch_.now) {
    Wrong("rule 2: a hold was not swept: ", TellRow(reservations_.at(holds_.begin()->second)));
  }
  if (!turns_.empty() && turns_.begin()->first <= batch_.now) {
    Wrong("rule 2: a turn was not swept: ",
          TellRow(*Find(QueueToken{.key = turns_.begin()->second})));
  }
  if (!record_ends_.empty() && *record_ends_.begin() <= batch_.now) {
    Wrong("a stored answer was not erased when due");
  }
}

}  // namespace onsale::sim
