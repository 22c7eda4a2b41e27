#include "store/embedded/tables/fold.h"

#include <algorithm>
#include <utility>

#include "base/assert.h"

namespace onsale::store {

using std::chrono::steady_clock;

namespace {

constexpr const char* kDamageAdvice =
    "the stored data is damaged, and sale.db receives no further commits. The sale continues in "
    "the "
    "journal alone: sale.db is not a backup any more. Stop the server when the sale allows it, "
    "keep a copy of the whole data directory, journal/ included, and see What to do on damage in "
    "docs/formats.md: ";

// The error for a question: it changes nothing, so its outcome is never unknown.
StoreError ForReaders(const StoreError& error) {
  const bool is_damage = error.code == StoreErrorCode::kCorrupt;
  return {is_damage ? StoreErrorCode::kCorrupt : StoreErrorCode::kUnavailable, error.detail};
}

}  // namespace

Fold::Fold(JournalDirectory journal, std::unique_ptr<SaleDb> sale_db, const JournalEnd& durable,
           FoldOptions options)
    : journal_(std::move(journal)),
      options_(std::move(options)),
      sale_db_(std::move(sale_db)),
      cursor_(journal_, {.segment = durable.first_segment, .last = {}, .now = {}}),
      first_segment_(durable.first_segment),
      durable_(durable.last.commit_number) {
  thread_ = std::thread([this] { Loop(); });
}

Fold::~Fold() {
  static_cast<void>(Stop(Ending::kAsItIs));
}

void Fold::Advance(const JournalEnd& durable) {
  const base::MutexLock lock(mutex_);
  ONSALE_ASSERT(durable.last.commit_number == durable_ + 1);
  durable_ = durable.last.commit_number;
}

void Fold::Ask(std::unique_ptr<Question> question) {
  CatchUp([this, asked = std::move(question)](Result<void> folded) {
    asked->Finish(folded ? sale_db_->Read(*asked) : std::move(folded));
  });
}

void Fold::CatchUp(CaughtUp done) {
  if (!Take(done)) {
    return done(std::unexpected(StoreError{
        StoreErrorCode::kUnavailable, "too many requests wait for the fold, or it is stopping"}));
  }
  wake_.notify_one();
}

bool Fold::Take(CaughtUp& waiter) {
  const base::MutexLock lock(mutex_);
  if (ending_ || waiters_.size() >= kWaitersMax) return false;
  waiters_.push_back(std::move(waiter));
  return true;
}

std::expected<void, StoreError> Fold::Stop(Ending ending) {
  {
    const base::MutexLock lock(mutex_);
    if (!ending_) ending_ = ending;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
  return ended_;
}

void Fold::Loop() {
  auto fold_at = steady_clock::now() + options_.interval;
  for (;;) {
    base::MutexLock lock(mutex_);
    const auto look_at = std::min(fold_at, steady_clock::now() + kDirectoryCheckInterval);
    while (!ending_ && waiters_.empty() && lock.WaitUntil(wake_, look_at)) {
    }
    const std::uint64_t target = durable_;
    const auto ending = ending_;
    auto waiters = std::exchange(waiters_, {});
    lock.Unlock();
    CheckDirectory();
    if (ending) {
      ended_ = End(*ending, std::move(waiters), target);
      return;
    }
    if (waiters.empty() && steady_clock::now() < fold_at) continue;
    static_cast<void>(RunOnce(std::move(waiters), target));
    if (options_.spare != nullptr && !broken_) options_.spare->Prepare();
    fold_at = steady_clock::now() + options_.interval;
  }
}

// Breaks the fold if the data directory was replaced: files are opened, created and removed by
// path, and the path may be another sale's.
void Fold::CheckDirectory() {
  if (options_.lock == nullptr || broken_) return;
  if (auto same = options_.lock->CheckPath(); !same) Break(same.error());
}

Fold::Result<void> Fold::End(Ending ending, std::vector<CaughtUp> waiters, std::uint64_t target) {
  end_by_ = steady_clock::now() + options_.closing_time;
  if (ending == Ending::kAsItIs && waiters.empty()) return {};
  auto done = RunOnce(std::move(waiters), target);
  if (done && ending == Ending::kFoldedAndClean) done = NoteClean();
  if (done || ending == Ending::kAsItIs) return {};
  return std::unexpected(StoreError{
      done.error().code, "sale.db alone is not a backup: commit " +
                             std::to_string(sale_db_->state().folded.commit_number) + " of " +
                             std::to_string(target) +
                             " is the last one folded. Copy the whole data directory, journal/ "
                             "included. Reason: " +
                             done.error().detail});
}

std::optional<StoreError> Fold::Broken() const {
  if (!is_broken_.load(std::memory_order_acquire)) return std::nullopt;
  return broken_;
}

Fold::Result<void> Fold::RunOnce(std::vector<CaughtUp> waiters, std::uint64_t target) {
  const auto folded = FoldUpTo(target);
  if (!folded) Note(folded.error());
  for (CaughtUp& waiter : waiters) {
    if (folded) {
      waiter({});
    } else {
      waiter(std::unexpected(ForReaders(folded.error())));
    }
  }
  if (!folded) return folded;
  last_logged_.clear();
  if (!WantsCheckpoint()) return {};
  if (auto removed = RemoveFolded(); !removed) Note(removed.error());
  return {};
}

bool Fold::WantsCheckpoint() {
  const bool idle = std::exchange(rows_at_last_run_, undurable_rows_) == undurable_rows_;
  return undurable_rows_ > 0 && (idle || undurable_rows_ >= options_.undurable_rows_max ||
                                 first_segment_ < cursor_.position().segment);
}

Fold::Result<void> Fold::FoldUpTo(std::uint64_t target) {
  if (broken_) return std::unexpected(*broken_);
  while (sale_db_->state().folded.commit_number < target) {
    if (end_by_ && steady_clock::now() >= *end_by_) {
      return std::unexpected(StoreError{StoreErrorCode::kUnavailable,
                                        "the stop took too long; the next start folds the rest"});
    }
    const FoldPosition before = cursor_.position();
    if (auto done = FoldOnce(target); !done) {
      cursor_.GoTo(before);
      return done;
    }
  }
  return {};
}

Fold::Result<void> Fold::CollectRows(std::uint64_t target, RowBatch& batch) {
  while (cursor_.position().last.commit_number < target && batch.size() < options_.rows_max) {
    const auto frame = cursor_.Next();
    if (!frame) return std::unexpected(frame.error());
    // Skips commits that are folded already, with which the first segment may begin.
    if (frame->link.commit_number <= sale_db_->state().folded.commit_number) continue;
    if (auto rows = DecodeRows(frame->rows, batch); !rows) {
      return std::unexpected(StoreError{StoreErrorCode::kCorrupt, rows.error()});
    }
  }
  return {};
}

Fold::Result<void> Fold::FoldOnce(std::uint64_t target) {
  RowBatch batch;
  if (auto done = CollectRows(target, batch); !done) return done;
  const FoldPosition& end = cursor_.position();
  undurable_rows_ += 1 + batch.size();
  return sale_db_->Fold(batch, {.folded = end.last, .now = end.now, .clean = false});
}

Fold::Result<void> Fold::RemoveFolded() {
  const auto durable = sale_db_->MakeDurable();
  if (!durable) return std::unexpected(durable.error());
  if (!*durable) return {};
  undurable_rows_ = 0;
  ONSALE_ASSERT(cursor_.position().last.commit_number <= sale_db_->state().folded.commit_number);
  // The cursor's segment may still be the writer's. Unsynced removals may reach the disk in any
  // order, and a start refuses a gap, so each removal waits for the previous one.
  for (; first_segment_ < cursor_.position().segment; ++first_segment_) {
    auto done = journal_.files->SyncDirectory(journal_.directory);
    if (done) done = journal_.files->Remove(journal_.PathOf(first_segment_));
    if (!done) return std::unexpected(Unavailable(done.error()));
  }
  return {};
}

Fold::Result<void> Fold::NoteClean() {
  if (broken_) return std::unexpected(*broken_);
  FoldState state = sale_db_->state();
  {
    const base::MutexLock lock(mutex_);
    if (state.folded.commit_number != durable_) {
      return std::unexpected(
          StoreError{StoreErrorCode::kUnavailable, "commits were added during the last fold"});
    }
  }
  state.clean = true;
  RowBatch nothing;
  if (auto done = sale_db_->Fold(nothing, state); !done) return done;
  return MakeAllDurable();
}

// Makes all folded rows durable in sale.db: until then some are only in sale.db-wal. Tries again
// while a reader prevents it; most readers finish in a moment.
Fold::Result<void> Fold::MakeAllDurable() {
  constexpr std::chrono::milliseconds kPause(10);
  for (;;) {
    const auto durable = sale_db_->MakeDurable();
    if (!durable) return std::unexpected(durable.error());
    if (*durable) return {};
    if (steady_clock::now() >= *end_by_) {
      return std::unexpected(StoreError{
          StoreErrorCode::kUnavailable,
          "another program reads sale.db, so a part of the data is in sale.db-wal only"});
    }
    base::MutexLock lock(mutex_);
    lock.WaitUntil(wake_, steady_clock::now() + kPause);
  }
}

void Fold::Note(const StoreError& error) {
  switch (error.code) {
    case StoreErrorCode::kUnknownOutcome:
    case StoreErrorCode::kAbandoned:
      return Break(error);
    case StoreErrorCode::kCorrupt:
      return Log(options_.log_error, kDamageAdvice, error);
    case StoreErrorCode::kUnavailable:
    case StoreErrorCode::kConflict:
      return Log(options_.log, "the fold into sale.db failed and will be retried: ", error);
  }
}

void Fold::Break(const StoreError& error) {
  if (broken_) return;
  broken_ = error;
  is_broken_.store(true, std::memory_order_release);
  Log(options_.log_error, "the server must stop: ", error);
}

void Fold::Log(const LogLine& log, const std::string& what, const StoreError& error) {
  // During a stop the error is not logged, because Stop returns it.
  if (end_by_ || !log) return;
  // An error that repeats at every run is logged once.
  if (error.detail == last_logged_) return;
  last_logged_ = error.detail;
  log(what + error.detail);
}

}  // namespace onsale::store
