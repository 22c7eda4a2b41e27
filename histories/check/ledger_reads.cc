#include "histories/check/ledger_reads.h"

#include <algorithm>

namespace onsale::histories {
namespace {

// The step of the last moment before time `at`; 0 if there is none.
template <class Stairs>
std::uint64_t LastBefore(const Stairs& stairs, std::int64_t at) {
  const auto next =
      std::ranges::partition_point(stairs, [at](const auto& moment) { return moment.at < at; });
  return next == stairs.begin() ? 0 : std::prev(next)->step;
}

// Drops moments that no query for a time from `at` on can return.
template <class Stairs>
void DropBefore(Stairs& stairs, std::int64_t at) {
  while (stairs.size() >= 2 && stairs[1].at < at) stairs.pop_front();
}

}  // namespace

void LedgerReads::Step(const Op& op, std::uint64_t step) {
  while (!answered_.empty() && answered_.back().at >= op.answered) answered_.pop_back();
  answered_.push_back({op.answered, step});
  if (sent_.empty() || op.sent > sent_.back().at) sent_.push_back({op.sent, step});
}

const Op* LedgerReads::Next(std::int64_t sent) const {
  const bool due = !pending_.empty() && wrong_.empty() && pending_.front().answered < sent;
  return due ? &pending_.front() : nullptr;
}

void LedgerReads::JudgeNext() {
  Judge(pending_.front());
  pending_.pop_front();
}

void LedgerReads::Forget(std::int64_t open_from) {
  for (const Op& op : pending_) open_from = std::min(open_from, op.sent);
  DropBefore(answered_, open_from);
  DropBefore(placed_, open_from);
  // `sent_` is queried by the time of an answer, which is later than open_from.
  DropBefore(sent_, open_from);
}

bool LedgerReads::Wrong(const Op& op, const std::string& why) {
  wrong_ = why + "\n  " + TextOf(op);
  return false;
}

bool LedgerReads::IsEntry(const Op& op, std::size_t from, const LedgerLine& line,
                          std::int64_t number) {
  const auto word = [&](std::size_t which) { return op.response[from + which]; };
  const std::int64_t at = word(LedgerView::kAt);
  const bool same =
      word(LedgerView::kNumber) == number &&
      word(LedgerView::kIsCharge) == (line.is_charge ? 1 : 0) &&
      word(LedgerView::kAmount) == line.amount && word(LedgerView::kBalance) == line.balance &&
      word(LedgerView::kHigh) == line.id.high && word(LedgerView::kLow) == line.id.low &&
      line.at.lo <= at * 1000 + 999 && at * 1000 <= line.at.hi;
  return same || Wrong(op, "entry " + std::to_string(number) + " of the ledger was different");
}

bool LedgerReads::Fits(const Op& op, std::size_t count) {
  const std::vector<LedgerLine>& ledger = state_.UserAt(op.user).ledger;
  std::uint64_t place = count == 0 ? 0 : ledger[count - 1].step;
  place = std::max(place, LastBefore(answered_, op.sent));
  place = std::max(place, LastBefore(placed_, op.sent));
  if (count < ledger.size() && ledger[count].step <= place) {
    return Wrong(op, "the ledger had more than " + std::to_string(count) +
                         " entries before the request was sent");
  }
  const auto after = std::ranges::partition_point(
      sent_, [&](const Moment& moment) { return moment.at <= op.answered; });
  if (after != sent_.end() && after->step <= place) {
    return Wrong(op, "the ledger had fewer than " + std::to_string(count) +
                         " entries when the request was answered");
  }
  if (placed_.empty() || place > placed_.back().step) placed_.push_back({op.answered, place});
  return true;
}

void LedgerReads::Judge(const Op& op) {
  ++judged_;
  const std::vector<LedgerLine>& ledger = state_.UserAt(op.user).ledger;
  const bool sound = op.result == ResultCode::kOk && !op.arguments.empty() &&
                     !op.response.empty() && (op.response.size() - 1) % LedgerView::kWords == 0;
  if (!sound) {
    Wrong(op, "the answer is not a ledger");
    return;
  }
  const std::size_t entries = (op.response.size() - 1) / LedgerView::kWords;
  const std::int64_t first = entries == 0 ? 0 : op.response[LedgerView::kNumber];
  if (first < 0 || first > static_cast<std::int64_t>(ledger.size())) {
    Wrong(op, "the ledger had only " + std::to_string(ledger.size()) + " entries");
    return;
  }
  const auto count = static_cast<std::size_t>(first);
  const std::size_t most = std::min(count, static_cast<std::size_t>(op.arguments[0]));
  if (entries != most || op.response.back() != (count > most ? 1 : 0)) {
    Wrong(op, "the answer does not list the ledger to its end");
    return;
  }
  for (std::size_t i = 0; i < entries; ++i) {
    const std::size_t index = count - 1 - i;
    if (!IsEntry(op, i * LedgerView::kWords, ledger[index], static_cast<std::int64_t>(index + 1))) {
      return;
    }
  }
  (void)Fits(op, count);
}

}  // namespace onsale::histories
