// Ledgers that were read: their answers claim no place in the order, so one is looked for.
//
// Shape:    a place fits if the ledger was as told there, everything that had been answered before
//           the question was asked stands before it, and everything that was asked after its answer
//           stands behind it. Each takes the first place that fits: that leaves most to the others.
// Threads:  one.
// Errors:   wrong(): a sentence about the first that fits nowhere.
#pragma once

#include <deque>
#include <string>

#include "histories/check/state.h"

namespace onsale::histories {

class LedgerReads {
 public:
  explicit LedgerReads(State& state) : state_(state) {}

  // In the order in which they were answered.
  void Put(Op op) { pending_.push_back(std::move(op)); }
  // The first that must stand before an operation that was sent then; null if none must.
  const Op* Next(std::int64_t sent) const;
  // Requires: Next gave one. Finds its place.
  void JudgeNext();
  // An operation has been played as that step of the order; steps grow from 1.
  void Step(const Op& op, std::uint64_t step);
  // Nothing that comes later was sent before that.
  void Forget(std::int64_t open_from);

  const std::string& wrong() const { return wrong_; }
  std::uint64_t judged() const { return judged_; }

 private:
  struct Moment {
    std::int64_t at = 0;
    std::uint64_t step = 0;
  };
  // By both: of what was answered before `at`, how far the order has gone.
  using Stairs = std::deque<Moment>;

  void Judge(const Op& op);
  bool IsEntry(const Op& op, std::size_t from, const LedgerLine& line, std::int64_t number);
  bool Fits(const Op& op, std::size_t count);
  bool Wrong(const Op& op, const std::string& why);

  State& state_;
  std::deque<Op> pending_;
  Stairs answered_;  // for each moment: the last step that was answered before it
  Stairs sent_;      // the first step by which something was sent that late
  Stairs placed_;    // ledgers that were judged: when answered, and the place they took
  std::string wrong_;
  std::uint64_t judged_ = 0;
};

}  // namespace onsale::histories
