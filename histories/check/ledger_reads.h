// Reads of ledgers: their answers claim no order, so a point in the order is searched.
//
// Shape:    a point fits if the ledger had these entries there, if it follows everything that was
//           answered before the request was sent, and precedes everything that was sent after its
//           answer. Each read takes the first point that fits, which restricts later reads the
//           least.
// Threads:  one.
// Errors:   wrong(): a sentence about the first read that fits nowhere.
#pragma once

#include <deque>
#include <string>

#include "histories/check/state.h"

namespace onsale::histories {

class LedgerReads {
 public:
  explicit LedgerReads(State& state) : state_(state) {}

  // Adds reads in the order of their answers.
  void Put(Op op) { pending_.push_back(std::move(op)); }
  // The first read that must precede an operation sent at `sent`; null if none must.
  const Op* Next(std::int64_t sent) const;
  // Requires: Next returned a read. Finds its point in the order.
  void JudgeNext();
  // An operation was applied as this step of the order; steps grow from 1.
  void Step(const Op& op, std::uint64_t step);
  // No later operation was sent before `open_from`.
  void Forget(std::int64_t open_from);

  const std::string& wrong() const { return wrong_; }
  std::uint64_t judged() const { return judged_; }

 private:
  struct Moment {
    std::int64_t at = 0;
    std::uint64_t step = 0;
  };
  // Sorted by both members: how far the order has got for everything before `at`.
  using Stairs = std::deque<Moment>;

  void Judge(const Op& op);
  bool IsEntry(const Op& op, std::size_t from, const LedgerLine& line, std::int64_t number);
  bool Fits(const Op& op, std::size_t count);
  bool Wrong(const Op& op, const std::string& why);

  State& state_;
  std::deque<Op> pending_;
  Stairs answered_;  // the last step that was answered before each moment
  Stairs sent_;      // the first step that was sent at each moment or later
  Stairs placed_;    // checked reads: when answered, and their point in the order
  std::string wrong_;
  std::uint64_t judged_ = 0;
};

}  // namespace onsale::histories
