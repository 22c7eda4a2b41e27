#include "histories/check/ledger_reads.h"

#include <algorithm>
#include <span>

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
  CheckUntil(op.sent, step);
  while (!answered_.empty() && answered_.back().at >= op.answered) answered_.pop_back();
  answered_.push_back({op.answered, step});
}

void LedgerReads::CheckUntil(std::int64_t sent, std::uint64_t latest) {
  while (!pending_.empty() && wrong_.empty() && pending_.front().answered < sent) {
    Check(pending_.front(), latest);
    pending_.pop_front();
  }
}

void LedgerReads::Forget(std::int64_t open_from) {
  for (const Op& op : pending_) open_from = std::min(open_from, op.sent);
  DropBefore(answered_, open_from);
  DropBefore(placed_, open_from);
}

bool LedgerReads::Wrong(const Op& op, const std::string& why) {
  wrong_ = why + "\n  " + TextOf(op);
  return false;
}

bool LedgerReads::IsEntry(const Op& op, std::size_t from, const LedgerLine& line,
                          std::size_t number) {
  const Words expected{static_cast<std::int64_t>(number),
                       line.is_top_up ? 1 : 0,
                       line.amount,
                       line.balance,
                       Half(line.id, 0),
                       Half(line.id, 8),
                       line.at_us / 1000};
  return std::ranges::equal(expected, std::span(op.response).subspan(from, LedgerView::kWords)) ||
         Wrong(op, "entry " + std::to_string(number) + " of the ledger was different");
}

void LedgerReads::Place(const Op& op, std::size_t count, std::uint64_t latest) {
  const std::vector<LedgerLine>& ledger = ledgers_[op.user];
  std::uint64_t step = count == 0 ? 0 : ledger[count - 1].step;
  step = std::max(step, LastBefore(answered_, op.sent));
  // A read sees all batches of a commit, or none.
  step = std::max(step, LastBefore(placed_, op.sent)) | 1;
  if (count < ledger.size() && ledger[count].step <= step) {
    Wrong(op, "the ledger had more than " + std::to_string(count) +
                  " entries before the request was sent");
  } else if (step > latest) {
    Wrong(op, "the order contradicts real time: a ledger of " + std::to_string(count) +
                  " entries fits only after an operation that was sent after the answer");
  } else if (placed_.empty() || step > placed_.back().step) {
    placed_.push_back({op.answered, step});
  }
}

void LedgerReads::Check(const Op& op, std::uint64_t latest) {
  ++checked_;
  const std::vector<LedgerLine>& ledger = ledgers_[op.user];
  const bool sound = op.result == ResultCode::kOk && !op.arguments.empty() &&
                     !op.response.empty() && (op.response.size() - 1) % LedgerView::kWords == 0;
  if (!sound) {
    Wrong(op, "the answer is not a ledger");
    return;
  }
  const std::size_t entries = (op.response.size() - 1) / LedgerView::kWords;
  const std::int64_t first = entries == 0 ? 0 : op.response[LedgerView::kNumber];
  if (first < 0 || first > std::ssize(ledger)) {
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
    if (!IsEntry(op, i * LedgerView::kWords, ledger[index], index + 1)) return;
  }
  Place(op, count, latest);
}

}  // namespace onsale::histories
