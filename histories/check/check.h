// Checks a history from its file: real time, and the rules of a sale.
//
// Shape:    reads the file once, front to back.
// Errors:   a sentence if the file cannot be read to its end; violations in the history are in the
//           verdict.
#pragma once

#include <expected>
#include <string>

#include "histories/check/judge.h"

namespace onsale::histories {

struct Verdict {
  std::string wrong;  // the first violation; empty: strictly serialisable
  Judge::Figures figures;
  std::uint64_t ledgers = 0;
  std::size_t most_kept = 0;  // the most operations held in memory at once
};

std::expected<Verdict, std::string> Check(const std::string& path);
// Checks a history in memory.
Verdict CheckOps(const World& world, std::vector<Op> in_order_of_answers);

std::string TextOf(const Verdict& verdict);

}  // namespace onsale::histories
