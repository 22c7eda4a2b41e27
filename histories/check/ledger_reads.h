// Finds a position in the order for each ledger read: the answers of these reads claim none.
//
// Shape:    a position fits a read if the ledger had exactly these entries there, if it follows all
//           that was answered before the read was sent, and precedes all that was sent after the
//           read's answer. Each read takes the first position that fits, which restricts later
//           reads the least.
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

  // Adds a ledger read. Call in the order of answers.
  void Put(Op op) { pending_.push_back(std::move(op)); }
  // The first read that must precede every operation sent at `sent`; null if none must.
  const Op* Next(std::int64_t sent) const;
  // Finds the position of the read that Next returned. Requires: Next returned one.
  void JudgeNext();
  // Records that an operation was applied as this step of the order; steps grow from 1.
  void Step(const Op& op, std::uint64_t step);
  // Forgets what no longer matters, because no later operation was sent before `open_from`.
  void Forget(std::int64_t open_from);

  const std::string& wrong() const { return wrong_; }
  std::uint64_t judged() const { return judged_; }

 private:
  struct Moment {
    std::int64_t at = 0;
    std::uint64_t step = 0;
  };
  // Moments sorted by time and by step: which step of the order belongs to which time.
  using Stairs = std::deque<Moment>;

  void Judge(const Op& op);
  bool IsEntry(const Op& op, std::size_t from, const LedgerLine& line, std::int64_t number);
  bool Fits(const Op& op, std::size_t count);
  bool Wrong(const Op& op, const std::string& why);

  State& state_;
  std::deque<Op> pending_;
  Stairs answered_;  // the last step answered before each moment
  Stairs sent_;      // the first step sent at or after each moment
  Stairs placed_;    // checked reads: time of answer, and position
  std::string wrong_;
  std::uint64_t judged_ = 0;
};

}  // namespace onsale::histories
