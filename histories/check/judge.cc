#include "histories/check/judge.h"

#include <algorithm>

#include "base/mix.h"
#include "histories/check/in_order.h"

namespace onsale::histories {
namespace {

// The most stored answers that are remembered; a repetition follows its first answer soon.
constexpr std::size_t kKeptMost = 1'000'000;

std::uint64_t DigestOf(const Op& op) {
  std::uint64_t digest = base::Mix(static_cast<std::uint64_t>(op.result));
  for (const std::int64_t word : op.response) {
    digest = base::Mix(digest ^ static_cast<std::uint64_t>(word));
  }
  return digest;
}

Span Millisecond(std::int64_t ms) {
  return {ms * 1000, ms * 1000 + 999};
}

// When the operation was decided, as far as its answer shows; at the latest when it was answered.
Span MomentOf(const Op& op) {
  const Span any{0, op.at_us};
  Span shown = any;
  if (op.kind == Kind::kHold && op.response.size() > ReservationView::kCreated) {
    shown = Millisecond(op.response[ReservationView::kCreated]);
  } else if (op.kind == Kind::kPay && op.response.size() > ReservationView::kPaidAt) {
    shown = Millisecond(op.response[ReservationView::kPaidAt]);
  } else if (op.kind == Kind::kJoin && op.result == ResultCode::kCreated &&
             op.response.size() > TokenView::kIssued) {
    shown = Millisecond(op.response[TokenView::kIssued]);
  }
  return {shown.lo, std::min(shown.hi, op.at_us)};
}

// Whether the lost first attempt may have changed something although the retry was refused: true
// only for a cancel after the end of its turn, because a cancel has no idempotency key. All other
// retries get the stored answer or are not refused.
bool MayHaveBeenMade(const Op& op) {
  return op.kind == Kind::kCancel && op.result == ResultCode::kExpired && op.arguments.size() >= 2;
}

}  // namespace

void Judge::Observe(const Op& op) {
  if (op.kind == Kind::kLedger) {
    ++figures_.results[static_cast<std::size_t>(op.kind)][static_cast<std::size_t>(op.result)];
    ledgers_.Put(op);
    return;
  }
  // Only changes can be ambiguous, and a refused retry shows that nothing was changed, except for a
  // cancel.
  if (!op.lost || !op.Changes() || (!op.Succeeded() && !MayHaveBeenMade(op))) return;
  ++figures_.ambiguous;
  // Ambiguous operations are kept, and tried, in the order in which they were sent.
  const auto behind = std::ranges::upper_bound(ambiguous_, op.began, {},
                                               [](const AmbiguousOp& one) { return one.op.began; });
  ambiguous_.insert(behind, {.op = op, .at = MomentOf(op), .refused = !op.Succeeded()});
}

void Judge::Fail(const Op& op, const char* what) {
  if (!wrong_.empty()) return;
  wrong_ = std::string(what) + "\n  " + rules_.complaint().Text() + "\n  " + TextOf(op);
}

// Applies the operation if its answer fits here. A repetition with the same idempotency key must
// have the stored answer.
bool Judge::TakeAt(const Op& op, Span at) {
  const bool keyed = op.key != 0;
  if (keyed) {
    if (const auto kept = kept_.find(op.key); kept != kept_.end()) {
      const bool same = kept->second == DigestOf(op);
      return rules_.Is("whether a retry has the stored answer", same, true);
    }
  }
  if (!rules_.Take(op, at, op.number == playing_ ? moment_ + 1 : moment_)) return false;
  if (!keyed || !op.Succeeded()) return true;
  kept_.emplace(op.key, DigestOf(op));
  state_.Note([this, key = op.key] { kept_.erase(key); });
  return true;
}

void Judge::EndBatch() {
  if (in_batch_) PassTime({last_.at_us, last_.at_us});
  in_batch_ = false;
}

std::deque<Judge::AmbiguousOp>::iterator Judge::FindAmbiguous(std::uint64_t number) {
  return std::ranges::find_if(ambiguous_,
                              [number](const AmbiguousOp& one) { return one.op.number == number; });
}

bool Judge::ApplyOneOp(const Op& op) {
  if (!in_batch_ || !SameBatch(op, last_)) {
    EndBatch();
    if (TellsTime(op)) {
      if (!ambiguous_.empty() && !InsertDue(op)) return false;
      written_until_ = op.at_us;
    }
    PassTime({op.at_us, op.at_us});
    in_batch_ = true;
  }
  Span at{op.at_us, op.at_us};
  // If the operation is ambiguous, its first attempt may have happened earlier, even if the answer
  // fits here.
  const auto ambiguous = FindAmbiguous(op.number);
  if (ambiguous != ambiguous_.end() && !ambiguous->refused) at = ambiguous->at;
  Complaint complaint;
  const auto take = [&] {
    if (TakeAt(op, at)) return true;
    complaint = rules_.complaint();
    return Explain(op, at, kGuessesDeep);
  };
  if (ambiguous_.empty() ? take() : AfterLastChances(&op, op.at_us, take)) return true;
  wrong_ = "an impossible answer\n  " + complaint.Text() + "\n  " + TextOf(op);
  return false;
}

// Forgets the oldest stored answer if the newest, of this idempotency key, makes too many.
void Judge::ForgetKept(std::uint64_t newest) {
  kept_order_.push_back(newest);
  if (kept_order_.size() <= kKeptMost) return;
  kept_.erase(kept_order_.front());
  kept_order_.pop_front();
}

void Judge::ApplyOp(const Op& op) {
  JudgeLedgers(op.sent);
  if (!wrong().empty()) return;
  playing_ = op.number;
  playing_answered_ = op.answered;
  if (!ambiguous_.empty()) NoteDoubt();
  ++figures_.played;
  ++figures_.results[static_cast<std::size_t>(op.kind)][static_cast<std::size_t>(op.result)];
  const bool kept = op.key != 0 && op.key != op.number && kept_.contains(op.key);
  figures_.repeated += kept ? 1 : 0;
  if (!ApplyOneOp(op)) return;
  const auto ambiguous = FindAmbiguous(op.number);
  if (ambiguous != ambiguous_.end()) figures_.moved += ambiguous->done ? 1 : 0;
  state_.Settle();
  if (ambiguous != ambiguous_.end()) {
    ambiguous_.erase(ambiguous);
    NoteDoubt();
  }
  if (op.key != 0 && op.Succeeded() && !kept) ForgetKept(op.key);
  // Steps grow by 2: events guessed between this operation and the next get the step between
  // theirs.
  ledgers_.Step(op, moment_ + 1);
  moment_ += 2;
  last_.commit = op.commit;
  last_.at_us = op.at_us;
  last_.engine_batch = op.engine_batch;
}

// Applies ambiguous charges and payments whose entries the ledger contains: they happened before it
// was read.
void Judge::InsertEntriesOf(const Op& ledger) {
  for (std::size_t from = ledger.response.size() - 1; from >= LedgerView::kWords;) {
    from -= LedgerView::kWords;
    const Id id{ledger.response[from + LedgerView::kHigh],
                ledger.response[from + LedgerView::kLow]};
    for (AmbiguousOp& ambiguous : ambiguous_) {
      const bool pays = ambiguous.op.kind == Kind::kPay;
      const std::size_t at = pays ? std::size_t{ReservationView::kPaymentHigh} : 0;
      const bool makes = pays || ambiguous.op.kind == Kind::kCharge;
      if (ambiguous.done || !makes || ambiguous.op.response.size() < at + 2) continue;
      if (Id{ambiguous.op.response[at], ambiguous.op.response[at + 1]} != id) continue;
      const Span when{ambiguous.at.lo, std::min(ambiguous.at.hi, last_.at_us)};
      ambiguous.done = TakeAt(ambiguous.op, when) || Explain(ambiguous.op, when, kGuessesDeep);
    }
  }
}

void Judge::JudgeLedgers(std::int64_t sent) {
  while (const Op* const ledger = ledgers_.Next(sent)) {
    if (!ambiguous_.empty() && !ledger->response.empty()) InsertEntriesOf(*ledger);
    ledgers_.JudgeNext();
  }
  state_.Settle();
}

void Judge::Finish() {
  if (wrong().empty()) JudgeLedgers(INT64_MAX);
}

}  // namespace onsale::histories
