// Checks a history from its file: real time, the rules, and what it holds.
//
// Shape:    reads it once, front to back.
// Errors:   a sentence if the file cannot be read to its end; what is wrong with the history itself
//           is the verdict.
#pragma once

#include <expected>
#include <string>

#include "histories/check/judge.h"

namespace onsale::histories {

struct Verdict {
  std::string wrong;  // empty: strictly serialisable
  Judge::Figures figures;
  std::uint64_t ledgers = 0;
  std::size_t most_kept = 0;  // operations held in memory at once, waiting for their place
};

std::expected<Verdict, std::string> Check(const std::string& path);
// Of one that is in memory.
Verdict CheckOps(const World& world, std::vector<Op> in_order_of_answers);

std::string TextOf(const Verdict& verdict);

}  // namespace onsale::histories
