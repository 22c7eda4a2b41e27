#include "store/actions_question.h"

#include <algorithm>

#include "store/table_reader.h"

namespace onsale::store {

std::expected<OperatorActionsQuestion::Answer, StoreError> OperatorActionsQuestion::Read(
    TableReader& tables) const {
  return ReadPage<domain::OperatorAction>(tables, {before, std::min(limit, kLimitMax)});
}

}  // namespace onsale::store
