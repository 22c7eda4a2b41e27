#include "store/actions_question.h"

#include <algorithm>

#include "store/table_reader.h"

namespace onsale::store {

std::expected<OperatorActionsQuestion::Answer, StoreError> OperatorActionsQuestion::Read(
    TableReader& tables) const {
  return ReadRows<domain::OperatorAction>(
      tables, "WHERE number < $1 ORDER BY number DESC LIMIT $2",
      {before, static_cast<std::int64_t>(std::min(limit, kLimitMax))});
}

}  // namespace onsale::store
