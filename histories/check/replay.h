// Replays decided batches through the model, and compares the answers of a history with the
// model's.
//
// Shape:    the answers of one commit are predicted at a time, when its first operation is taken.
//           Batches that changed nothing come after those that made the commit, in any order.
//           Every command that changes something must have been requested: it has the answer of an
//           operation, or it is an attempt of an operation that had to be sent again.
// Threads:  one.
// Errors:   wrong(): a sentence about the first violation; nothing is replayed afterwards.
#pragma once

#include <array>
#include <map>
#include <set>
#include <tuple>

#include "histories/check/decided.h"
#include "histories/check/ledger_reads.h"
#include "histories/check/predicted.h"

namespace onsale::histories {

class Replay {
 public:
  // `ledgers` gets every entry of a ledger, and must outlive the object.
  Replay(DecidedFiles decided, LedgerReads& ledgers);

  // Notes an operation that was sent again. Call for all of them before Take.
  void NoteLost(const Op& op) { lost_.insert(RequestOf(op)); }
  // Checks the next operation of the claimed order.
  void Take(const Op& op);
  // Replays what is left.
  void Finish();

  const std::string& wrong() const { return wrong_; }

  struct Figures {
    std::uint64_t played = 0;      // operations
    std::uint64_t repeated = 0;    // of them: retries with the key of an earlier operation
    std::uint64_t unanswered = 0;  // changes whose answer was lost
    std::uint64_t commits = 0;
    std::array<std::array<std::uint64_t, kResultCodes>, kKinds> results{};
  };
  const Figures& figures() const { return figures_; }

 private:
  // The model's answer to a command, at the position that the answer claims.
  struct Predicted {
    Op op;
    std::uint64_t step = 0;  // see LedgerReads
    bool answered = false;
  };
  using Position = std::tuple<std::int64_t, std::uint64_t, std::uint32_t>;  // time, batch, index

  void ReplayCommit();
  void ReplayGroup(const DecidedGroup& group);
  void ReplayBatch(const DecidedGroup& group, const DecidedBatch& batch);
  void NoteEntry(const domain::Command& command, const domain::Outcome& outcome,
                 const Predicted& predicted);
  void CheckUnanswered();
  std::optional<DecidedGroup> NextGroup();
  void Fail(const std::string& why, const Op& op);

  DecidedFiles decided_;
  LedgerReads& ledgers_;
  sim::Model model_;
  std::optional<DecidedGroup> group_;             // read, but not replayed yet
  std::uint64_t commit_ = 0;                      // the last commit that was replayed, from 1
  std::multimap<Position, Predicted> predicted_;  // of that commit
  std::set<Request> lost_;
  std::string wrong_;
  Figures figures_;
};

}  // namespace onsale::histories
