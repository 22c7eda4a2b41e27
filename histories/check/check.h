// Checks the history in a file: does its order agree with real time and with the rules of a sale?
//
// Shape:    the file is read once, front to back.
// Errors:   a sentence if the file cannot be read to its end; violations in the history are in the
//           verdict.
#pragma once

#include <expected>
#include <string>

#include "histories/check/judge.h"

namespace onsale::histories {

struct Verdict {
  std::string wrong;  // the first violation; empty if strictly serialisable
  Judge::Figures figures;
  std::uint64_t ledgers = 0;
  std::size_t most_kept = 0;  // the most operations held in memory
};

std::expected<Verdict, std::string> Check(const std::string& path);
// Checks a history in memory, whose operations are in the order of their answers.
Verdict CheckOps(const World& world, std::vector<Op> in_order_of_answers);

std::string TextOf(const Verdict& verdict);

}  // namespace onsale::histories
