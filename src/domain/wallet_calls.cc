#include "base/assert.h"
#include "domain/idempotency.h"
#include "domain/ledger.h"
#include "domain/rules.h"

namespace onsale::domain::rules {

ReadBalance::Answer Decide(const ReadBalance& command, RowSet& rows, Time) {
  const Wallet* wallet = rows.Find(command.user);
  return BalanceView{.user = command.user, .balance = wallet ? wallet->balance : Money{}};
}

TopUpBalance::Answer Decide(const TopUpBalance& command, RowSet& rows, Time now) {
  ONSALE_ASSERT(command.amount > Money{} && command.amount <= kTopUpMax);
  if (auto stored = FindStoredAnswer<TopUpView>(command.user, command.idempotency_key, rows, now)) {
    return std::move(*stored);
  }
  const Wallet* wallet = rows.Find(command.user);
  const auto balance = base::CheckedAdd(wallet ? wallet->balance : Money{}, command.amount);
  if (!balance || *balance > kBalanceMax) {
    return std::unexpected(Refusal{.code = RefusalCode::kBalanceLimit, .limit = kBalanceMax.minor});
  }

  // Past this line the command must succeed.
  PostTopUp(command.user, command.amount, command.fresh_id, rows, now);
  return StoreAnswer(TopUpView{.id = command.fresh_id,
                               .user = command.user,
                               .amount = command.amount,
                               .balance = *balance},
                     command.user, command.idempotency_key, rows, now);
}

}  // namespace onsale::domain::rules
