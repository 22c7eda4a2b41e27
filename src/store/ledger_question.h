// A page of a user's ledger.
#pragma once

#include "store/question.h"

namespace onsale::store {

// Asks for entries of `user` with a number below `before`, newest first.
struct LedgerQuestion {
  using Answer = std::vector<domain::LedgerEntry>;
  static constexpr bool kIsLong = false;
  static constexpr const char* kReads = "a ledger";
  static constexpr std::size_t kLimitMax = 1000;

  base::UserId user;
  std::int64_t before = INT64_MAX;
  std::size_t limit = 50;  // at most kLimitMax

  std::expected<Answer, StoreError> Read(TableReader& tables) const;
};

}  // namespace onsale::store
