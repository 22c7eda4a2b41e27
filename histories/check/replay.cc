#include "histories/check/replay.h"

#include <algorithm>

namespace onsale::histories {
namespace {

std::string AnswerText(const Op& op) {
  const std::string text = TextOf(op);
  const std::size_t begin = text.find("response ");
  return text.substr(begin, text.find(')', begin) + 1 - begin);
}

}  // namespace

Replay::Replay(DecidedFiles decided, LedgerReads& ledgers)
    : decided_(std::move(decided)), ledgers_(ledgers) {
  group_ = NextGroup();
}

void Replay::Fail(const std::string& why, const Op& op) {
  if (wrong_.empty()) wrong_ = why + "\n  " + TextOf(op);
}

std::optional<DecidedGroup> Replay::NextGroup() {
  auto next = decided_.Next();
  if (next) return *std::move(next);
  if (wrong_.empty()) wrong_ = next.error();
  return std::nullopt;
}

void Replay::Take(const Op& op) {
  while (wrong_.empty() && group_ && group_->commit <= op.commit) ReplayCommit();
  if (!wrong_.empty()) return;
  const Position position{op.at_us, op.engine_batch, op.index};
  const auto [first, last] = predicted_.equal_range(position);
  if (op.commit != commit_ || first == last) {
    return Fail("no node has decided a command at the position of an answer", op);
  }
  // Two nodes may have decided at the same position, but then nothing was changed.
  const auto is_same = [&op](const auto& entry) {
    return RequestOf(entry.second.op) == RequestOf(op) && SameAnswer(entry.second.op, op);
  };
  const auto found = std::find_if(first, last, is_same);
  if (found == last) {
    const Op& expected = first->second.op;
    const bool other = RequestOf(expected) != RequestOf(op);
    return Fail(
        other ? "another command was decided at the position of an answer: " + TextOf(expected)
              : "an answer differs from that of the model, " + AnswerText(expected),
        op);
  }
  found->second.answered = true;
  ledgers_.Step(op, found->second.step);
  ++figures_.played;
  ++figures_.results[static_cast<std::size_t>(op.kind)][static_cast<std::size_t>(op.result)];
  if (op.key != 0 && op.key != op.number) ++figures_.repeated;
}

void Replay::Finish() {
  while (wrong_.empty() && group_) ReplayCommit();
  if (wrong_.empty()) CheckUnanswered();
}

// Replays the groups of the next commit.
void Replay::ReplayCommit() {
  CheckUnanswered();
  predicted_.clear();
  const std::uint64_t commit = group_->commit;
  // Batches may have changed nothing before the first commit.
  if (commit != commit_ + 1 && commit != 0) {
    wrong_ = "no node has decided commit " + std::to_string(commit_ + 1) +
             ", but one has decided commit " + std::to_string(commit);
    return;
  }
  commit_ = commit;
  ++figures_.commits;
  while (group_ && group_->commit == commit && wrong_.empty()) {
    ReplayGroup(*group_);
    group_ = NextGroup();
  }
}

void Replay::ReplayGroup(const DecidedGroup& group) {
  for (const DecidedBatch& batch : group.batches) {
    if (model_.BeginBatch(batch.at) == batch.due_only) {
      wrong_ = "a batch of commit " + std::to_string(group.commit) +
               (batch.due_only ? " left out commands although nothing else was due"
                               : " decided commands although more was due");
      return;
    }
    if (!batch.due_only) ReplayBatch(group, batch);
  }
}

void Replay::ReplayBatch(const DecidedGroup& group, const DecidedBatch& batch) {
  const std::int64_t at_us = batch.at.time_since_epoch().count();
  std::uint32_t index = 0;
  for (const domain::Command& command : batch.commands) {
    auto request = RequestOf(command, model_);
    const domain::Outcome outcome = model_.Answer(command);
    const Position position{at_us, batch.number, index++};
    if (!request) continue;
    Predicted predicted{.op = *std::move(request),
                        .step = group.commit * 2 + (group.writes ? 0 : 1)};
    predicted.op.commit = group.commit;
    predicted.op.at_us = at_us;
    predicted.op.engine_batch = batch.number;
    predicted.op.index = std::get<std::uint32_t>(position);
    AddAnswer(outcome, model_, predicted.op);
    NoteEntry(command, outcome, predicted);
    predicted_.emplace(position, std::move(predicted));
  }
  model_.EndBatch();
}

// Adds the entry of a top-up or payment to its ledger. An answer with another id than the command's
// is a stored one.
void Replay::NoteEntry(const domain::Command& command, const domain::Outcome& outcome,
                       const Predicted& predicted) {
  LedgerLine line{.at_us = predicted.op.at_us, .step = predicted.step};
  if (const auto* const top_up = std::get_if<domain::TopUpBalance>(&command)) {
    const auto& answer = domain::AnswerOf<domain::TopUpBalance>(outcome);
    if (!answer || answer->id != top_up->fresh_id) return;
    line.is_top_up = true;
    line.amount = answer->amount.minor;
    line.balance = answer->balance.minor;
    line.id = answer->id.uuid;
  } else if (const auto* const pay = std::get_if<domain::PayReservation>(&command)) {
    const auto& answer = domain::AnswerOf<domain::PayReservation>(outcome);
    if (!answer || answer->reservation.payment != pay->fresh_id) return;
    line.amount = answer->reservation.amount.minor;
    line.balance = answer->balance.minor;
    line.id = answer->reservation.payment.uuid;
  } else {
    return;
  }
  ledgers_.Post(predicted.op.user, line);
}

void Replay::CheckUnanswered() {
  for (const auto& [position, predicted] : predicted_) {
    if (predicted.answered || !predicted.op.Changes()) continue;
    ++figures_.unanswered;
    if (!lost_.contains(RequestOf(predicted.op))) {
      return Fail("a change was decided that no client has requested", predicted.op);
    }
  }
}

}  // namespace onsale::histories
