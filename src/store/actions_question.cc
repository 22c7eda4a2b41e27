#include "store/actions_question.h"

#include <algorithm>

#include "base/json_document.h"
#include "store/table_reader.h"

namespace onsale::store {
namespace {

bool IsObject(std::string_view text) {
  const auto document = base::ParseJson(text);
  return document && document->root.kind == base::JsonKind::kObject && document->duplicates.empty();
}

}  // namespace

// Answers contain both texts of a row unchanged, so a damaged one would make them unreadable.
std::expected<OperatorActionsQuestion::Answer, StoreError> OperatorActionsQuestion::Read(
    TableReader& tables) const {
  auto actions = ReadPage<domain::OperatorAction>(tables, {before, std::min(limit, kLimitMax)});
  if (!actions) return actions;
  for (const domain::OperatorAction& action : *actions) {
    if (IsObject(action.before) && IsObject(action.after)) continue;
    return std::unexpected(StoreError{StoreErrorCode::kCorrupt,
                                      "row " + std::to_string(action.number) +
                                          " of operator_actions holds a text that is not a JSON "
                                          "object; was it edited by hand?"});
  }
  return actions;
}

}  // namespace onsale::store
