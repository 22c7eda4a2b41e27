// Folds the journal into sale.db in the background, removes folded segments, answers short
// questions from the tables, and prepares the journal's next segment.
//
// Shape:    reads new commits once a second and keeps the last value of each changed row. Writes
//           these rows in one transaction: each interval, for a question, or, while many rows
//           change, when a bound is near (fold_schedule.h). Removes a segment after sale.db is
//           durable beyond it. Works in bites of half a millisecond and sleeps between them, unless
//           it is late or stopping.
// Owner:    owns sale.db and the thread.
// Threads:  Advance, Ask, CatchUp and Hurry from any; Read, Finish, `done` and both logs run on the
//           owned thread.
// Errors:   a failed fold is logged and tried again; the journal keeps all commits meanwhile.
//           Waiting questions get kUnavailable, or kCorrupt for damage. Two failures are final:
//           Broken() returns them, and the process must end. After a failed sync of sale.db the
//           system treats unwritten pages as written, so that further writes could mix old and new
//           pages. After the data directory was removed or replaced, its path may be another
//           sale's.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <thread>

#include "base/mutex.h"
#include "store/embedded/files/directory_lock.h"
#include "store/embedded/journal/spare_segment.h"
#include "store/embedded/tables/fold_cursor.h"
#include "store/embedded/tables/fold_options.h"
#include "store/embedded/tables/sale_db.h"

namespace onsale::store {

class Fold {
 public:
  // `durable` is where the journal ends. The journal's first segment contains the last commit of
  // sale.db, or the commit after that.
  Fold(JournalDirectory journal, std::unique_ptr<SaleDb> sale_db, const JournalEnd& durable,
       FoldOptions options);
  ~Fold();
  Fold(const Fold&) = delete;
  Fold& operator=(const Fold&) = delete;

  // Reports that the journal is durable up to `durable`, one commit further.
  void Advance(const JournalEnd& durable);
  void Ask(std::unique_ptr<Question> question);
  // Calls `done` when the tables have every commit that is durable at the call, or with an error.
  // At most kWaitersMax wait, questions included.
  static constexpr std::size_t kWaitersMax = 4096;
  using CaughtUp = std::move_only_function<void(std::expected<void, StoreError>)>;
  void CatchUp(CaughtUp done);
  // From now on folds at once and without rests, because the server is about to stop.
  void Hurry();
  // The error after which nothing can be folded any more, if there was one. Any thread may call
  // Broken.
  std::optional<StoreError> Broken() const;
  // The age of the oldest durable commit that sale.db lacks, or a little more; 0 if it lacks none.
  // Any thread may call it.
  base::Duration behind() const;
  // How often the thread has looked at the journal, for tests. Any thread may call looks.
  std::uint64_t looks() const { return looks_; }

  enum class Ending { kAsItIs, kFolded, kFoldedAndClean };
  // Ends the thread. With kFolded it first folds the rest, within closing_time. With
  // kFoldedAndClean it also notes in sale.db that the journal has nothing more, and makes that
  // durable without a write-ahead log. An error names what failed and the last commit in sale.db.
  // Requires: Advance is not called any more.
  std::expected<void, StoreError> Stop(Ending ending);

 private:
  template <class T>
  using Result = std::expected<T, StoreError>;
  using SteadyTime = std::chrono::steady_clock::time_point;

  // Adds `waiter` to the callers that wait for a fold. False, without moving from `waiter`, if too
  // many wait or the fold is stopping.
  bool Take(CaughtUp& waiter);
  // The journal's durable end, as the thread saw it at a time.
  struct Target {
    std::uint64_t commit_number = 0;
    std::uint64_t appended = 0;  // see appended_
    SteadyTime seen;
    bool in_a_hurry = false;
  };

  void Loop();
  // Waits until it is time to look at the journal, a question may be answered, or the fold ends.
  void WaitForWork(base::MutexLock& lock) ONSALE_REQUIRES(mutex_);
  void Work(std::vector<CaughtUp> waiters, const Target& target);
  // Reads what was committed since the last look; writes it if that is due.
  void Look(const Target& target);
  Result<void> RunOnce(std::vector<CaughtUp> waiters, const Target& target);
  Result<void> FoldUpTo(const Target& target);
  // Notes that sale.db has every commit up to the target.
  void NoteFolded(const Target& target);
  // Reads commits up to the target, or until as many rows are kept as may be.
  Result<void> Gather(const Target& target);
  Result<void> GatherNext();
  // Writes the gathered rows.
  Result<void> Write();
  void DropGathered();
  FoldSchedule::Waiting Waiting(std::uint64_t appended) const;
  // Called between small pieces of work: sleeps at times, so that others get the processor.
  void Rest();
  bool WantsCheckpoint();
  Result<void> RemoveFolded();
  void CheckDirectory();
  // Makes the fold's last run before the thread ends.
  Result<void> End(Ending ending, std::vector<CaughtUp> waiters, const Target& target);
  Result<void> NoteClean();
  Result<void> MakeAllDurable();
  // Logs the error of a failed fold, or calls Break if the error is final.
  void Note(const StoreError& error);
  void Break(const StoreError& error);
  using LogLine = std::function<void(const std::string&)>;
  void Log(const LogLine& log, const std::string& what, const StoreError& error);

  static constexpr std::chrono::seconds kDirectoryCheckInterval{1};

  const JournalDirectory journal_;
  const FoldOptions options_;
  // sale.db, which only the thread uses.
  const std::unique_ptr<SaleDb> sale_db_;
  FoldCursor cursor_;  // after the last gathered commit
  FoldPosition written_;
  WaitingRows gathered_;
  std::uint64_t gathered_bytes_ = 0;    // of the frames in gathered_, but see started_at_
  std::uint64_t written_appended_ = 0;  // appended_ where sale.db had every commit
  FoldSchedule schedule_;
  const std::uint64_t started_at_;    // appended_ counts the commits after this one
  std::uint64_t rows_read_ = 0;       // since the start
  std::uint64_t rows_looked_at_ = 0;  // rows_read_ at the last look
  std::uint64_t written_rows_ = 0;    // since the start
  SteadyTime look_at_;
  SteadyTime questions_at_;  // before it no question is answered
  bool answering_ = false;   // whether questions wait for the current run
  SteadyTime bite_began_;
  SteadyTime directory_checked_at_;
  std::uint32_t first_segment_;
  std::size_t undurable_rows_ = 0;    // rows folded since sale.db was last durable
  std::size_t rows_at_last_run_ = 0;  // undurable_rows_ at the last run
  std::string last_logged_;
  std::optional<SteadyTime> end_by_;  // when the last run must end; set as it begins
  Result<void> ended_;                // may be read once the thread has ended

  mutable base::Mutex mutex_;
  std::condition_variable wake_;
  JournalEnd durable_ ONSALE_GUARDED_BY(mutex_);          // after the journal's last durable commit
  std::uint64_t appended_ ONSALE_GUARDED_BY(mutex_) = 0;  // bytes of frames since the start
  // Since when sale.db lacks a commit: no later than the first one that it lacks.
  std::optional<SteadyTime> behind_since_ ONSALE_GUARDED_BY(mutex_);
  std::vector<CaughtUp> waiters_ ONSALE_GUARDED_BY(mutex_);
  bool hurries_ ONSALE_GUARDED_BY(mutex_) = false;
  std::optional<Ending> ending_ ONSALE_GUARDED_BY(mutex_);

  std::atomic<std::uint64_t> looks_ = 0;
  std::atomic<bool> is_broken_ = false;
  std::optional<StoreError> broken_;  // set once, before is_broken_

  std::thread thread_;
};

}  // namespace onsale::store
