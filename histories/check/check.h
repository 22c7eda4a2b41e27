// Checks the history in a file: does its order agree with real time and with the model of a sale?
//
// Shape:    the file is read twice, front to back: first for the operations that were sent again.
//           `decided` are the files in which the nodes logged their batches (store/decided_log.h).
// Errors:   a sentence if a file cannot be read to its end; violations in the history are in the
//           verdict.
#pragma once

#include <expected>
#include <span>
#include <string>

#include "histories/check/replay.h"
#include "histories/world.h"

namespace onsale::histories {

struct Verdict {
  std::string wrong;  // the first violation; empty if strictly serialisable
  Replay::Figures figures;
  std::uint64_t ledgers = 0;
  std::size_t most_kept = 0;  // the most operations held in memory
};

std::expected<Verdict, std::string> Check(const std::string& history,
                                          std::span<const std::string> decided);
// Checks a history in memory, whose operations are in the order of their answers.
std::expected<Verdict, std::string> CheckOps(const World& world, std::vector<Op> ops,
                                             std::span<const std::string> decided);

std::string TextOf(const Verdict& verdict);

}  // namespace onsale::histories
