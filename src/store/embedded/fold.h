// Folds the journal into sale.db in the background, removes what is folded, answers from the tables,
// and keeps the journal's next segment ready.
//
// Shape:    wakes once an interval, or at once for who waits for it; writes large transactions, the
//           last value of a row in each; removes segments only once sale.db is durably past them.
// Owner:    sale.db and the thread.
// Threads:  Advance, ReadLedger and CatchUp from any; `done` and both logs on the thread inside.
// Errors:   a fold that fails is logged and tried again; the journal keeps everything meanwhile. Whoever
//           waits is answered kUnavailable, or kCorrupt if damage is in the way.
//           Two failures are final, Broken() returns them, and the process must end. A failed sync of
//           sale.db: the system counts as written what is not on the disk, so that to go on might mix
//           old and new pages. A data directory that was removed or replaced: what is at its path may
//           be another sale's.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <thread>

#include "base/mutex.h"
#include "store/embedded/directory_lock.h"
#include "store/embedded/fold_cursor.h"
#include "store/embedded/sale_db.h"
#include "store/embedded/spare_segment.h"

namespace onsale::store {

struct FoldOptions {
  std::chrono::milliseconds interval = std::chrono::seconds(1);
  std::size_t rows_max = 100'000;       // in a transaction, give or take one batch
  SpareSegment* spare = nullptr;        // kept ready, if there is to be one
  const DirectoryLock* lock = nullptr;  // checked once a second, if there is one
  std::function<void(const std::string&)> log;
  std::function<void(const std::string&)> log_error;  // what somebody must act on
};

class Fold {
 public:
  // `durable` is where the journal ends now; its first segment holds batch `sale_db.state()` or the
  // next.
  Fold(JournalPlace place, std::unique_ptr<SaleDb> sale_db, const JournalEnd& durable,
       FoldOptions options);
  ~Fold();
  Fold(const Fold&) = delete;
  Fold& operator=(const Fold&) = delete;

  // The journal is durable up to there.
  void Advance(const JournalEnd& durable);
  void ReadLedger(LedgerQuery query, LedgerDone done);
  // Calls `done` once the tables hold every batch that is durable now, or cannot.
  using CaughtUp = std::move_only_function<void(std::expected<void, StoreError>)>;
  void CatchUp(CaughtUp done);
  // Any thread. Why nothing can be folded any more, if that is so.
  std::optional<StoreError> Broken() const;

  enum class Ending { kAsItIs, kFolded, kFoldedAndClean };
  // Ends the thread; kFolded folds what is left first, within kClosingTime; clean also notes that the
  // journal holds nothing more, and makes that durable in sale.db alone. An error says what of this
  // did not succeed, why, and how far sale.db got.
  // Requires: Advance is not called any more.
  std::expected<void, StoreError> Stop(Ending ending);

 private:
  template <class T>
  using Result = std::expected<T, StoreError>;
  using SteadyTime = std::chrono::steady_clock::time_point;

  // Moves from `waiter`, unless too many are waiting.
  bool Take(CaughtUp& waiter);
  void Loop();
  Result<void> Turn(std::vector<CaughtUp> waiters, std::uint64_t target);
  Result<void> FoldUpTo(std::uint64_t target);
  Result<void> FoldOnce(std::uint64_t target);
  Result<void> CollectRows(std::uint64_t target, RowBatch& batch);
  bool WantsCheckpoint();
  Result<void> RemoveFolded();
  void CheckDirectory();
  // The last turn, and what it came to.
  Result<void> End(Ending ending, std::vector<CaughtUp> waiters, std::uint64_t target);
  Result<void> NoteClean();
  Result<void> MakeAllDurable();
  // Takes note of a failure to fold.
  void Note(const StoreError& error);
  void Break(const StoreError& error);
  using LogLine = std::function<void(const std::string&)>;
  void Log(const LogLine& log, const std::string& what, const StoreError& error);

  static constexpr std::size_t kWaitersMax = 4096;
  // How long the last fold may take: a supervisor that has said stop does not wait for ever.
  static constexpr std::chrono::seconds kClosingTime{2};
  static constexpr std::chrono::seconds kDirectoryCheckInterval{1};
  // How far SQLite's own log may grow while the sale is busy.
  static constexpr std::size_t kUndurableRowsMax = 200'000;

  const JournalPlace place_;
  const FoldOptions options_;
  // The thread's.
  const std::unique_ptr<SaleDb> sale_db_;
  FoldCursor cursor_;
  std::uint32_t first_segment_;
  std::size_t undurable_rows_ = 0;     // folded since sale.db was last made durable
  std::size_t rows_at_last_turn_ = 0;  // undurable_rows_ then
  std::string last_logged_;
  std::optional<SteadyTime> end_by_;  // once ending
  Result<void> ended_;                // read after the thread has ended

  base::Mutex mutex_;
  std::condition_variable wake_;
  std::uint64_t durable_ ONSALE_GUARDED_BY(mutex_);  // the last durable batch
  std::vector<CaughtUp> waiters_ ONSALE_GUARDED_BY(mutex_);
  std::optional<Ending> ending_ ONSALE_GUARDED_BY(mutex_);

  std::atomic<bool> is_broken_ = false;
  std::optional<StoreError> broken_;  // set once, before is_broken_

  std::thread thread_;
};

}  // namespace onsale::store
