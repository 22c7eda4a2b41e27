// Finds a position in the order for each ledger read: the answers of these reads claim none.
//
// Shape:    a ledger is read as of a commit. The batches that make commit N are step 2N of the
//           order; everything that changed nothing after it, such as a read, is step 2N + 1. A step
//           fits a read if the ledger had exactly these entries there, if it is not before a step
//           that was answered before the read was sent, and not after a step that was sent after
//           the read's answer. Each read takes the first step that fits, which restricts later
//           reads the least.
// Threads:  one.
// Errors:   wrong(): a sentence about the first read that fits nowhere.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/uuid.h"
#include "histories/history/op.h"

namespace onsale::histories {

// An entry of a user's ledger.
struct LedgerLine {
  bool is_top_up = false;
  std::int64_t amount = 0;
  std::int64_t balance = 0;
  base::Uuid id;  // of the top-up or the payment
  std::int64_t at_us = 0;
  std::uint64_t step = 0;
};

class LedgerReads {
 public:
  // Adds a ledger read. Call in the order of answers.
  void Put(Op op) { pending_.push_back(std::move(op)); }
  // Adds the next entry of a ledger.
  void Post(std::uint32_t user, const LedgerLine& line) { ledgers_[user].push_back(line); }
  // Records an operation of the order at its step. Call in the claimed order, after Post of all
  // entries up to this step. Checks the reads that must not be after it.
  void Step(const Op& op, std::uint64_t step);
  // Checks the reads that are left.
  void Finish() { CheckUntil(INT64_MAX, UINT64_MAX); }
  // Forgets what no longer matters, because no later operation was sent before `open_from`.
  void Forget(std::int64_t open_from);

  const std::string& wrong() const { return wrong_; }
  std::uint64_t checked() const { return checked_; }

 private:
  struct Moment {
    std::int64_t at = 0;
    std::uint64_t step = 0;
  };
  // Moments sorted by time and by step.
  using Stairs = std::deque<Moment>;

  // Checks the reads that were answered before `sent`: each must fit at `latest` or before it.
  void CheckUntil(std::int64_t sent, std::uint64_t latest);
  void Check(const Op& op, std::uint64_t latest);
  bool IsEntry(const Op& op, std::size_t from, const LedgerLine& line, std::size_t number);
  void Place(const Op& op, std::size_t count, std::uint64_t latest);
  bool Wrong(const Op& op, const std::string& why);

  std::unordered_map<std::uint32_t, std::vector<LedgerLine>> ledgers_;  // by user
  std::deque<Op> pending_;
  Stairs answered_;  // the last step answered before each moment
  Stairs placed_;    // checked reads: time of answer, and step
  std::string wrong_;
  std::uint64_t checked_ = 0;
};

}  // namespace onsale::histories
