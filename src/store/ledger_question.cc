#include "store/ledger_question.h"

#include <algorithm>

#include "store/table_reader.h"

namespace onsale::store {

std::expected<LedgerQuestion::Answer, StoreError> LedgerQuestion::Read(TableReader& tables) const {
  return ReadPage<domain::LedgerEntry>(tables, {before, std::min(limit, kLimitMax)}, "user_id = $1",
                                       {user.text()});
}

}  // namespace onsale::store
