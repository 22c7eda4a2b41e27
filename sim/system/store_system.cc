#include "sim/system/store_system.h"

#include <algorithm>

#include "domain/decide.h"
#include "sim/chance.h"
#include "store/embedded/journal/journal_reader.h"
#include "store/memory/row_changes.h"

namespace onsale::sim {

using std::unexpected;

namespace {

// The most batches that may share a frame: as many as EmbeddedStore::window allows.
constexpr std::size_t kWindow = 16;
// A power cut during an append happens after less than this many changes of files: as many as the
// append needs that begins a new segment.
constexpr std::uint64_t kOperationsOfAnAppend = 10;
constexpr int kCutsWhileStarting = 3;

}  // namespace

StoreSystem::StoreSystem(const WorldPlan& plan)
    : segment_bytes_(plan.segment_bytes),
      undo_(plan.features.undo),
      limits_(plan.limits),
      hash_key_(HashKeyOf(plan)) {
  const auto started = Start(0);
  ONSALE_ASSERT(started.has_value());
}

std::expected<StepResult, std::string> StoreSystem::Play(Step step) {
  const Fate fate = step.fate;
  const std::uint64_t cut_seed = step.cut_seed;
  Decide(step);
  if (fate == Fate::kTogether && pending_.size() < kWindow) return StepResult{};
  return Settle(fate, cut_seed);
}

void StoreSystem::Decide(const Step& step) {
  last_now_ = std::max(last_now_, step.clock);
  const std::size_t before = pending_.size();
  for (bool decided = false; !decided;) {
    Pending& pending = pending_.emplace_back();
    pending.batch.now = last_now_;
    pending.batch.commands = step.commands;
    decided = DecideOnce(pending);
    pending.batch.due_only = !decided;
    if (!decided) pending.batch.commands.clear();
  }
  // Undoes the batch and decides it again, as a store does after a conflict with another node. Such
  // a store has only one batch in progress.
  if (!undo_ || step.cut_seed % 3 != 0 || pending_.size() > 1 || before > 0) return;
  Pending& pending = pending_.back();
  rows_->UndoBatch();
  pending.batch.rows.clear();
  const bool again = DecideOnce(pending);
  ONSALE_ASSERT(again);
}

bool StoreSystem::DecideOnce(Pending& pending) {
  Batch& batch = pending.batch;
  rows_->StartBatch(writer_->end().last.commit_number + 1);
  auto outcomes = domain::DecideBatch(batch.commands, *rows_, batch.now);
  const bool decided = outcomes.has_value();
  if (decided) batch.outcomes = *std::move(outcomes);
  pending.frame = store::NewFrame();
  if (rows_->TakeChanges(pending.frame)) {
    batch.rows = pending.frame.substr(store::kFrameHeaderBytes);
  } else {
    pending.frame.clear();
  }
  return decided;
}

store::Io<bool> StoreSystem::Write() {
  const auto changes = [](const Pending& pending) { return !pending.frame.empty(); };
  const auto first = std::ranges::find_if(pending_, changes);
  if (first == pending_.end()) return false;
  for (auto next = std::next(first); next != pending_.end(); ++next) {
    if (changes(*next)) first->frame.append(next->frame, store::kFrameHeaderBytes);
  }
  if (auto done = writer_->Append(first->frame, pending_.back().batch.now); !done) {
    return unexpected(done.error());
  }
  return true;
}

StepResult StoreSystem::Hand(bool durable) {
  StepResult result;
  for (Pending& pending : pending_) {
    pending.batch.durable = durable;
    result.batches.push_back(std::move(pending.batch));
  }
  pending_.clear();
  return result;
}

std::expected<StepResult, std::string> StoreSystem::Settle(Fate fate, std::uint64_t cut_seed) {
  if (IsCut(fate)) return Cut(fate, cut_seed);
  if (auto written = Write(); !written) return unexpected(written.error().Text());
  if (undo_) rows_->SettleBatch();
  StepResult result = Hand(true);
  result.answered = true;
  if (fate != Fate::kStop) return result;
  const std::uint64_t last = writer_->end().last.commit_number;
  if (auto started = Start(0); !started) return unexpected(started.error());
  if (writer_->end().last.commit_number != last)
    return unexpected("a start after a stop lost commits");
  result.restarted = true;
  return result;
}

std::expected<StepResult, std::string> StoreSystem::Cut(Fate fate, std::uint64_t cut_seed) {
  const std::uint64_t acknowledged = writer_->end().last.commit_number;
  if (fate == Fate::kCutDuring) files_.FailFrom(cut_seed % kOperationsOfAnAppend);
  store::Io<bool> written = false;
  if (fate != Fate::kCutBefore) written = Write();
  const bool tried = fate != Fate::kCutBefore && (!written || *written);
  const bool must_be_there = tried && written.has_value();
  files_.PowerCut(cut_seed);
  // The restart gets another seed: power cuts during it are independent of this one.
  if (auto started = Start(Mix(cut_seed + 1)); !started) return unexpected(started.error());

  const std::uint64_t found = writer_->end().last.commit_number;
  const std::uint64_t least = acknowledged + (must_be_there ? 1 : 0);
  const std::uint64_t most = acknowledged + (tried ? 1 : 0);
  if (found < least || found > most) {
    return unexpected("rule 7: after a power cut " + std::to_string(found) +
                      " commits are durable, expected " + std::to_string(least) + " to " +
                      std::to_string(most));
  }
  StepResult result = Hand(found > acknowledged);
  result.restarted = true;
  return result;
}

// Starts from the journal on disk. The power may be cut again, up to three times, while the start
// reads and repairs the journal.
std::expected<void, std::string> StoreSystem::Start(std::uint64_t cut_seed) {
  Chance chance(cut_seed);
  for (int cuts = 0; cut_seed != 0 && cuts < kCutsWhileStarting && chance.OneIn(4); ++cuts) {
    files_.FailFrom(chance.Below(6));
    const auto started = StartOnce();
    files_.PowerCut(chance.Bits());
    if (started) break;
  }
  return StartOnce();
}

std::expected<void, std::string> StoreSystem::StartOnce() {
  writer_.reset();
  rows_ = std::make_unique<store::MemoryRows>(limits_, hash_key_);
  store::RowChanges stored(*rows_);
  const auto visit = [&stored](const store::Frame& frame) {
    return store::DecodeRows(frame.rows, stored);
  };
  auto end = store::ReplayJournal(journal_, {}, visit);
  if (!end) return unexpected("a start was refused: " + end.error().detail);
  if (auto done = stored.Finish(); !done) return unexpected(done.error());
  rows_->FinishLoading(end->last.commit_number);
  if (undo_) rows_->KeepUndo();
  auto writer = store::JournalWriter::Open(journal_, *end, segment_bytes_);
  if (!writer) return unexpected(writer.error().Text());
  writer_ = std::move(*writer);
  last_now_ = end->now;
  return {};
}

std::expected<void, std::string> StoreSystem::Rest(const Look& look) {
  look(*rows_);
  return {};
}

}  // namespace onsale::sim
