// Folds the journal into sale.db in the background, removes folded segments, answers short
// questions from the tables, and prepares the journal's next segment.
//
// Shape:    runs once per interval, and at once for a question; writes large transactions with the
//           last value of each changed row; removes a segment after sale.db is durable beyond it.
// Owner:    owns sale.db and the thread.
// Threads:  Advance, Ask and CatchUp from any; Read, Finish, `done` and both logs run on the owned
//           thread.
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
#include "store/embedded/tables/sale_db.h"

namespace onsale::store {

struct FoldOptions {
  base::Duration interval = std::chrono::seconds(1);
  std::size_t rows_max = 100'000;  // in a transaction, plus at most one commit
  // The most rows that may be in SQLite's write-ahead log only, while the sale is busy.
  std::size_t undurable_rows_max = 200'000;
  // The most time that Stop folds for: a supervisor kills a process that takes too long to stop.
  base::Duration closing_time = std::chrono::seconds(2);
  SpareSegment* spare = nullptr;        // prepared again after each use; may be null
  const DirectoryLock* lock = nullptr;  // checked once a second; may be null
  std::function<void(const std::string&)> log;
  std::function<void(const std::string&)> log_error;  // for errors that need an operator
};

class Fold {
 public:
  // `durable` is where the journal ends. The journal's first segment contains the last commit of
  // sale.db, or the commit after that.
  Fold(JournalDirectory journal, std::unique_ptr<SaleDb> sale_db, const JournalEnd& durable,
       FoldOptions options);
  ~Fold();
  Fold(const Fold&) = delete;
  Fold& operator=(const Fold&) = delete;

  // Reports that the journal is durable up to `durable`.
  void Advance(const JournalEnd& durable);
  void Ask(std::unique_ptr<Question> question);
  // Calls `done` when the tables have every commit that is durable at the call, or with an error.
  // At most kWaitersMax wait, questions included.
  static constexpr std::size_t kWaitersMax = 4096;
  using CaughtUp = std::move_only_function<void(std::expected<void, StoreError>)>;
  void CatchUp(CaughtUp done);
  // The error after which nothing can be folded any more, if there was one. Any thread may call
  // Broken.
  std::optional<StoreError> Broken() const;

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
  void Loop();
  Result<void> RunOnce(std::vector<CaughtUp> waiters, std::uint64_t target);
  Result<void> FoldUpTo(std::uint64_t target);
  Result<void> FoldOnce(std::uint64_t target);
  Result<void> CollectRows(std::uint64_t target, RowBatch& batch);
  bool WantsCheckpoint();
  Result<void> RemoveFolded();
  void CheckDirectory();
  // Makes the fold's last run before the thread ends.
  Result<void> End(Ending ending, std::vector<CaughtUp> waiters, std::uint64_t target);
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
  FoldCursor cursor_;
  std::uint32_t first_segment_;
  std::size_t undurable_rows_ = 0;    // rows folded since sale.db was last durable
  std::size_t rows_at_last_run_ = 0;  // undurable_rows_ at the last run
  std::string last_logged_;
  std::optional<SteadyTime> end_by_;  // when the last run must end; set as it begins
  Result<void> ended_;                // may be read once the thread has ended

  base::Mutex mutex_;
  std::condition_variable wake_;
  std::uint64_t durable_ ONSALE_GUARDED_BY(mutex_);  // the journal's last durable commit
  std::vector<CaughtUp> waiters_ ONSALE_GUARDED_BY(mutex_);
  std::optional<Ending> ending_ ONSALE_GUARDED_BY(mutex_);

  std::atomic<bool> is_broken_ = false;
  std::optional<StoreError> broken_;  // set once, before is_broken_

  std::thread thread_;
};

}  // namespace onsale::store
