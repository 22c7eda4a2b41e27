// A page of what operators have changed.
#pragma once

#include "domain/access_key.h"
#include "store/question.h"

namespace onsale::store {

// Asks for changes with a number below `before`, newest first.
struct OperatorActionsQuestion {
  using Answer = std::vector<domain::OperatorAction>;
  static constexpr bool kIsLong = false;
  static constexpr const char* kReads = "operators' changes";
  static constexpr std::size_t kLimitMax = 100;

  std::int64_t before = INT64_MAX;
  std::size_t limit = 50;  // at most kLimitMax

  std::expected<Answer, StoreError> Read(TableReader& tables) const;
};

}  // namespace onsale::store
