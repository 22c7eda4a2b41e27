#include "store/embedded/tables/fold.h"

#include <algorithm>
#include <utility>

#include "base/assert.h"
#include "base/thread_name.h"

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
      written_(cursor_.position()),
      schedule_({.interval = options_.interval,
                 .look_interval = options_.look_interval,
                 .bounds = options_.bounds}),
      started_at_(durable.last.commit_number),
      first_segment_(durable.first_segment),
      durable_(durable) {
  if (sale_db_->state().folded == durable.last) {
    schedule_.NoteFolded(steady_clock::now());
  } else {
    const base::MutexLock lock(mutex_);
    behind_since_ = steady_clock::now();
  }
  sale_db_->RestDuringWrites([this] { Rest(); });
  thread_ = std::thread([this] { Loop(); });
}

Fold::~Fold() {
  static_cast<void>(Stop(Ending::kAsItIs));
}

void Fold::Advance(const JournalEnd& durable) {
  const base::MutexLock lock(mutex_);
  ONSALE_ASSERT(durable.last.commit_number == durable_.last.commit_number + 1);
  const bool same = durable.segment == durable_.segment;
  appended_ += durable.offset - (same ? durable_.offset : kSegmentHeaderBytes);
  durable_ = durable;
  if (!behind_since_) behind_since_ = steady_clock::now();
}

base::Duration Fold::behind() const {
  const base::MutexLock lock(mutex_);
  if (!behind_since_) return {};
  return std::chrono::duration_cast<base::Duration>(steady_clock::now() - *behind_since_);
}

void Fold::NoteFolded(const Target& target) {
  written_appended_ = target.appended;
  schedule_.NoteFolded(target.seen);
  const base::MutexLock lock(mutex_);
  const bool has_all = durable_.last.commit_number == target.commit_number;
  behind_since_ = has_all ? std::nullopt : std::optional(target.seen);
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

void Fold::Hurry() {
  {
    const base::MutexLock lock(mutex_);
    hurries_ = true;
  }
  wake_.notify_one();
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
  base::NameThisThread("fold");
  look_at_ = steady_clock::now() + schedule_.look_interval();
  for (;;) {
    base::MutexLock lock(mutex_);
    WaitForWork(lock);
    bite_began_ = steady_clock::now();
    const Target target{.commit_number = durable_.last.commit_number,
                        .appended = appended_,
                        .seen = bite_began_,
                        .in_a_hurry = hurries_};
    const auto ending = ending_;
    const bool may_ask = ending || hurries_ || questions_at_ <= target.seen;
    std::vector<CaughtUp> waiters;
    if (may_ask) waiters = std::exchange(waiters_, {});
    lock.Unlock();
    CheckDirectory();
    if (ending) {
      ended_ = End(*ending, std::move(waiters), target);
      return;
    }
    Work(std::move(waiters), target);
  }
}

void Fold::WaitForWork(base::MutexLock& lock) {
  while (!ending_) {
    const SteadyTime now = steady_clock::now();
    const bool asked = !waiters_.empty();
    SteadyTime work_at = std::min(look_at_, directory_checked_at_ + kDirectoryCheckInterval);
    if (asked) work_at = std::min(work_at, questions_at_);
    if (now >= work_at || (asked && hurries_)) return;
    lock.WaitUntil(wake_, work_at);
  }
}

void Fold::Work(std::vector<CaughtUp> waiters, const Target& target) {
  if (!waiters.empty()) {
    const std::uint64_t before = written_rows_;
    static_cast<void>(RunOnce(std::move(waiters), target));
    const bool costly = written_rows_ - before > FoldSchedule::kBusyRows;
    if (costly) questions_at_ = steady_clock::now() + options_.question_pause;
  }
  if (target.seen >= look_at_) {
    Look(target);
    look_at_ = steady_clock::now() + schedule_.look_interval();
  }
  if (options_.spare != nullptr && !broken_) options_.spare->Prepare([this] { Rest(); });
}

void Fold::Look(const Target& target) {
  if (!broken_) {
    if (auto read = Gather(target); !read) Note(read.error());
  }
  schedule_.NoteLook(target.seen, rows_read_ - std::exchange(rows_looked_at_, rows_read_));
  if (sale_db_->state().folded.commit_number == target.commit_number) NoteFolded(target);
  if (target.in_a_hurry || schedule_.IsDue(target.seen, Waiting(target.appended))) {
    static_cast<void>(RunOnce({}, target));
  }
  ++looks_;
}

FoldSchedule::Waiting Fold::Waiting(std::uint64_t appended) const {
  return {.bytes = appended - written_appended_,
          .gathered = gathered_bytes_,
          .rows = gathered_.changes(),
          .full = gathered_.size() >= options_.rows_max};
}

// SQLite calls it, too, after each page that it writes.
void Fold::Rest() {
  constexpr std::chrono::microseconds kBite(500);
  // While nobody waits for it, the fold takes a fifth of a processor at most.
  constexpr int kRests = 4;
  const SteadyTime now = steady_clock::now();
  if (now - bite_began_ < kBite) return;
  if (now - directory_checked_at_ >= kDirectoryCheckInterval) CheckDirectory();
  base::MutexLock lock(mutex_);
  if (!end_by_ && !schedule_.IsLate(now, Waiting(appended_))) {
    const bool asked = answering_ || !waiters_.empty();
    const SteadyTime until = now + kBite * (asked ? 1 : kRests);
    while (!ending_ && !hurries_ && steady_clock::now() < until) lock.WaitUntil(wake_, until);
  }
  bite_began_ = steady_clock::now();
}

// Breaks the fold if the data directory was replaced: files are opened, created and removed by
// path, and the path may be another sale's.
void Fold::CheckDirectory() {
  directory_checked_at_ = steady_clock::now();
  if (options_.lock == nullptr || broken_) return;
  if (auto same = options_.lock->CheckPath(); !same) Break(same.error());
}

Fold::Result<void> Fold::End(Ending ending, std::vector<CaughtUp> waiters, const Target& target) {
  end_by_ = steady_clock::now() + options_.closing_time;
  if (ending == Ending::kAsItIs && waiters.empty()) return {};
  auto done = RunOnce(std::move(waiters), target);
  if (done && ending == Ending::kFoldedAndClean) done = NoteClean();
  if (done || ending == Ending::kAsItIs) return {};
  return std::unexpected(StoreError{
      done.error().code, "sale.db alone is not a backup: commit " +
                             std::to_string(sale_db_->state().folded.commit_number) + " of " +
                             std::to_string(target.commit_number) +
                             " is the last one folded. Copy the whole data directory, journal/ "
                             "included. Reason: " +
                             done.error().detail});
}

std::optional<StoreError> Fold::Broken() const {
  if (!is_broken_.load(std::memory_order_acquire)) return std::nullopt;
  return broken_;
}

Fold::Result<void> Fold::RunOnce(std::vector<CaughtUp> waiters, const Target& target) {
  answering_ = !waiters.empty();
  const auto folded = FoldUpTo(target);
  answering_ = false;
  schedule_.NoteRun(steady_clock::now());
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
                                 first_segment_ < written_.segment);
}

Fold::Result<void> Fold::FoldUpTo(const Target& target) {
  if (broken_) return std::unexpected(*broken_);
  while (sale_db_->state().folded.commit_number < target.commit_number) {
    if (end_by_ && steady_clock::now() >= *end_by_) {
      return std::unexpected(StoreError{StoreErrorCode::kUnavailable,
                                        "the stop took too long; the next start folds the rest"});
    }
    auto done = Gather(target);
    if (done) done = Write();
    if (!done) return done;
    if (broken_) return std::unexpected(*broken_);
  }
  NoteFolded(target);
  return {};
}

Fold::Result<void> Fold::Gather(const Target& target) {
  while (cursor_.position().last.commit_number < target.commit_number &&
         gathered_.size() < options_.rows_max) {
    Rest();
    if (auto done = GatherNext(); !done) {
      DropGathered();
      return done;
    }
  }
  return {};
}

Fold::Result<void> Fold::GatherNext() {
  const auto frame = cursor_.Next();
  if (!frame) return std::unexpected(frame.error());
  // Skips commits that are folded already, with which the first segment may begin.
  if (frame->link.commit_number <= sale_db_->state().folded.commit_number) return {};
  const std::size_t before = gathered_.changes();
  if (auto rows = DecodeRows(frame->rows, gathered_); !rows) {
    return std::unexpected(StoreError{StoreErrorCode::kCorrupt, rows.error()});
  }
  rows_read_ += gathered_.changes() - before;
  if (frame->link.commit_number > started_at_) gathered_bytes_ += frame->size;
  return {};
}

// Forgets what was read: a part of a commit may be among it. The next look reads it again.
void Fold::DropGathered() {
  gathered_ = {};
  gathered_bytes_ = 0;
  cursor_.GoTo(written_);
}

Fold::Result<void> Fold::Write() {
  const FoldPosition& end = cursor_.position();
  undurable_rows_ += 1 + gathered_.size();
  auto done = sale_db_->Fold(gathered_, {.folded = end.last, .now = end.now, .clean = false});
  if (!done) return done;
  written_ = end;
  written_rows_ += gathered_.size();
  written_appended_ += gathered_bytes_;
  gathered_ = {};
  gathered_bytes_ = 0;
  return {};
}

Fold::Result<void> Fold::RemoveFolded() {
  const auto durable = sale_db_->MakeDurable();
  if (!durable) return std::unexpected(durable.error());
  if (!*durable) return {};
  undurable_rows_ = 0;
  if (broken_) return std::unexpected(*broken_);
  ONSALE_ASSERT(written_.last.commit_number <= sale_db_->state().folded.commit_number);
  // The segment of the last commit may still be the writer's. Unsynced removals may reach the disk
  // in any order, and a start refuses a gap, so each removal waits for the previous one.
  for (; first_segment_ < written_.segment; ++first_segment_) {
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
    if (state.folded.commit_number != durable_.last.commit_number) {
      return std::unexpected(
          StoreError{StoreErrorCode::kUnavailable, "commits were added during the last fold"});
    }
  }
  state.clean = true;
  if (auto done = sale_db_->Fold({}, state); !done) return done;
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
    case StoreErrorCode::kOutdated:
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
