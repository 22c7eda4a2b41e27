#include "store/ledger_question.h"

#include <algorithm>

#include "store/table_reader.h"

namespace onsale::store {

std::expected<LedgerQuestion::Answer, StoreError> LedgerQuestion::Read(TableReader& tables) const {
  const auto rows_max = static_cast<std::int64_t>(std::min(limit, kLimitMax));
  return ReadRows<domain::LedgerEntry>(
      tables, "WHERE user_id = $1 AND number < $2 ORDER BY number DESC LIMIT $3",
      {user.text(), before, rows_max});
}

}  // namespace onsale::store
