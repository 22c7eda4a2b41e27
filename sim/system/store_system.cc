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
      frame_bytes_(plan.frame_bytes),
      undo_(plan.features.undo),
      limits_(plan.limits),
      hash_key_(HashKeyOf(plan)),
      journal_{.files = &disk_, .directory = "/journal", .read_ahead = plan.read_ahead} {
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
    Batch& batch = pending_.emplace_back().batch;
    batch.now = last_now_;
    batch.commands = step.commands;
    decided = DecideOnce(batch, commits_.emplace_back());
    batch.due_only = !decided;
    if (!decided) batch.commands.clear();
  }
  // Undoes the batch and decides it again, as a store does after a conflict with another node. Such
  // a store has only one batch in progress.
  if (!undo_ || step.cut_seed % 3 != 0 || pending_.size() > 1 || before > 0) return;
  rows_->UndoBatch();
  pending_.back().batch.rows.clear();
  const bool again = DecideOnce(pending_.back().batch, commits_.back());
  ONSALE_ASSERT(again);
}

bool StoreSystem::DecideOnce(Batch& batch, store::PendingCommit& commit) {
  rows_->StartBatch(writer_->end().last.commit_number + 1);
  auto outcomes = domain::DecideBatch(batch.commands, *rows_, batch.now);
  const bool decided = outcomes.has_value();
  if (decided) batch.outcomes = *std::move(outcomes);
  commit.committed.now = batch.now;
  commit.frame = store::NewFrame();
  if (rows_->TakeChanges(commit.frame)) {
    batch.rows = commit.frame.substr(store::kFrameHeaderBytes);
  } else {
    commit.frame.clear();
  }
  return decided;
}

store::Io<void> StoreSystem::Write() {
  auto next = pending_.begin();
  while (!commits_.empty()) {
    store::CommitGroup group = store::TakeGroup(commits_, frame_bytes_);
    const bool reads = std::ranges::all_of(group, &store::PendingCommit::OnlyReads);
    const std::uint64_t commit = writer_->end().last.commit_number + (reads ? 0 : 1);
    for (const auto end = next + std::ssize(group); next != end; ++next) next->commit = commit;
    if (auto done = store::AppendGroup(*writer_, group); !done) return done;
  }
  return {};
}

StepResult StoreSystem::Hand(std::uint64_t found) {
  StepResult result;
  for (Pending& pending : pending_) {
    pending.batch.durable = pending.commit <= found;
    result.batches.push_back(std::move(pending.batch));
  }
  pending_.clear();
  commits_.clear();
  return result;
}

std::expected<StepResult, std::string> StoreSystem::Settle(Fate fate, std::uint64_t cut_seed) {
  if (IsCrash(fate)) return Crash(fate, cut_seed);
  if (auto written = Write(); !written) return unexpected(written.error().Text());
  if (undo_) rows_->SettleBatch();
  const std::uint64_t last = writer_->end().last.commit_number;
  StepResult result = Hand(last);
  result.answered = true;
  if (fate != Fate::kStop) return result;
  if (auto started = Start(0); !started) return unexpected(started.error());
  if (writer_->end().last.commit_number != last)
    return unexpected("a start after a stop lost commits");
  result.restarted = true;
  return result;
}

std::expected<StepResult, std::string> StoreSystem::Crash(Fate fate, std::uint64_t cut_seed) {
  if (fate == Fate::kCutDuring || fate == Fate::kKill) {
    FailAfter(cut_seed % (kOperationsOfAnAppend + 2 * pending_.size()));
  }
  store::Io<void> written;
  if (fate != Fate::kCutBefore) written = Write();
  // The frame whose write failed may be durable or not.
  const std::uint64_t least = writer_->end().last.commit_number;
  const std::uint64_t most = least + (written ? 0 : 1);
  fate == Fate::kKill ? disk_.Fail({}) : disk_.Crash(cut_seed);
  // The restart gets another seed: power cuts during it are independent of this one.
  if (auto started = Start(Mix(cut_seed + 1)); !started) return unexpected(started.error());

  const std::uint64_t found = writer_->end().last.commit_number;
  if (found < least || found > most) {
    return unexpected("rule 7: after a crash " + std::to_string(found) +
                      " commits are durable, expected " + std::to_string(least) + " to " +
                      std::to_string(most));
  }
  StepResult result = Hand(found);
  result.restarted = true;
  return result;
}

// Starts from the journal on disk. The power may be cut again, up to three times, while the start
// reads and repairs the journal.
std::expected<void, std::string> StoreSystem::Start(std::uint64_t cut_seed) {
  Chance chance(cut_seed);
  for (int cuts = 0; cut_seed != 0 && cuts < kCutsWhileStarting && chance.OneIn(4); ++cuts) {
    FailAfter(chance.Below(std::uint64_t{6}));
    const auto started = StartOnce();
    disk_.Crash(chance.Bits());
    if (started) break;
  }
  return StartOnce();
}

std::expected<void, std::string> StoreSystem::StartOnce() {
  writer_.reset();
  disk_.ForgetUnnamed();
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
