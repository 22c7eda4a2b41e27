#include "histories/check/in_order.h"

#include <tuple>
#include <utility>

namespace onsale::histories {
namespace {

auto OrderOf(const Op& op) {
  return std::tie(op.commit, op.at_us, op.engine_batch, op.index);
}

// A copy of the operation without arguments and response: enough for messages and comparisons.
Op Short(const Op& op) {
  Op copy;
  copy.number = op.number;
  copy.sent = op.sent;
  copy.answered = op.answered;
  copy.commit = op.commit;
  copy.at_us = op.at_us;
  copy.engine_batch = op.engine_batch;
  copy.index = op.index;
  copy.user = op.user;
  copy.kind = op.kind;
  copy.result = op.result;
  return copy;
}

}  // namespace

bool StandsBefore(const Op& a, const Op& b) {
  return OrderOf(a) < OrderOf(b);
}

bool SameBatch(const Op& a, const Op& b) {
  return a.commit == b.commit && a.at_us == b.at_us && a.engine_batch == b.engine_batch;
}

bool InOrder::Later::operator()(const Op& a, const Op& b) const {
  return StandsBefore(b, a);
}

void InOrder::Put(Op op) {
  waiting_.push(std::move(op));
  most_kept_ = std::max(most_kept_, waiting_.size());
}

void InOrder::Finish() {
  open_from_ = INT64_MAX;
}

std::optional<Op> InOrder::Take() {
  if (waiting_.empty() || !wrong_.empty()) return std::nullopt;
  if (waiting_.top().answered >= open_from_) return std::nullopt;
  // Moving from the const top element is safe, because the next line removes it.
  Op op = std::move(const_cast<Op&>(waiting_.top()));
  waiting_.pop();
  if (!Stands(op)) return std::nullopt;
  return op;
}

// Whether the operation has no order among the answers with the last commit's number: with several
// servers, it was decided after the batch that wrote the commit.
bool InOrder::IsFree(const Op& op) const {
  return several_ && last_.number != 0 && op.commit == last_.commit && op.at_us > made_;
}

bool InOrder::Stands(const Op& op) {
  const auto against_time = [this](const Op& before, const Op& behind) {
    wrong_ = "the order contradicts real time: " + TextOf(before) +
             "\n  is ordered before an operation that was answered before it was sent:\n  " +
             TextOf(behind);
    return false;
  };
  const bool is_free = IsFree(op);
  // `op` began after `last_` was answered: otherwise Take would not have returned `last_`.
  if (last_.number != 0 && !is_free && StandsBefore(op, last_)) return against_time(op, last_);
  if (last_.number == 0 || op.commit != last_.commit) {
    if (latest_free_.sent > latest_.sent) latest_ = latest_free_;
    latest_free_ = {};
    made_ = op.at_us;
  }
  if (op.answered < latest_.sent) return against_time(latest_, op);
  const bool twice = last_.number != 0 && OrderOf(op) == OrderOf(last_);
  if (twice && (op.Changes() || last_.Changes())) {
    wrong_ = "two answers claim the same position: " + TextOf(last_) + "\n  and " + TextOf(op);
    return false;
  }
  Op& latest = is_free ? latest_free_ : latest_;
  if (op.sent > latest.sent) latest = Short(op);
  last_ = Short(op);
  return true;
}

}  // namespace onsale::histories
