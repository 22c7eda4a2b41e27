// The default store: rows in memory, a journal that is synced before any outcome is delivered, and
// tables in SQLite.
//
// Shape:    a batch is decided over memory on the caller's thread, made durable on a second thread,
//           and folded into sale.db on a third.
// Owner:    holds the data directory exclusively; the destructor folds everything.
// Threads:  see store.h.
// Errors:   Open: kUnavailable (in use, not writable, written by a newer program, or a directory
//           with other files), kCorrupt. After a failed write, and after the directory was removed
//           or replaced, every Commit ends with kUnknownOutcome.
// Source:   docs/rules.md, rules 7 to 9; docs/formats.md.
#pragma once

#include <atomic>

#include "base/mutex.h"
#include "store/clock_watch.h"
#include "store/embedded/embedded_options.h"
#include "store/embedded/files/directory_lock.h"
#include "store/embedded/journal/commit_thread.h"
#include "store/embedded/tables/fold.h"
#include "store/memory/memory_rows.h"
#include "store/question_thread.h"

namespace onsale::store {

class EmbeddedStore final : public Store {
 public:
  static std::expected<std::unique_ptr<EmbeddedStore>, StoreError> Open(EmbeddedOptions options,
                                                                        const base::Clock& clock);
  ~EmbeddedStore() override;

  void Commit(std::vector<domain::Command> commands, CommitDone done) override;
  // The most batches in progress: they are decided while earlier ones are synced, and share the
  // next sync.
  std::size_t window() const override { return 16; }
  void Ask(std::unique_ptr<Question> question, std::stop_token stop) override;
  // Folds everything, so that sale.db alone has all commits; closes the files.
  std::expected<void, StoreError> Close() override;
  domain::CatalogPtr catalog() const override;
  domain::AccessKeysPtr access_keys() const override;
  base::Time sale_time() const override { return sale_time_; }
  base::Duration clock_behind() const override;
  std::optional<base::Duration> tables_behind() const override { return fold_->behind(); }
  const base::TimeHistogram* syncs() const override { return &journal_->syncs(); }
  void NoteClock() override;
  std::future<base::Duration> AcceptClock(const std::function<void()>& accept) override;
  void KeepTime() override { keeps_time_ = true; }
  // The rows that wait to be folded are folded from now on, so that Close has few left.
  void BeginShutdown() override { fold_->Hurry(); }

  // Whether the sale has queue tokens. Call only before the first Commit.
  bool HasTokens() const { return rows_.HasTokens(); }

  // The rows in memory, for tests. Call only between commits, on the committing thread.
  const MemoryRows& rows() const { return rows_; }
  // The last durable commit, for tests. Any thread may call it.
  std::uint64_t durable_commit() const { return journal_->durable(); }

 private:
  EmbeddedStore(EmbeddedOptions options, const base::Clock& clock)
      : options_(std::move(options)),
        clock_(clock),
        watch_("the clock", options_.log_error, options_.log),
        rows_(options_.limits, options_.hash_key) {}
  std::expected<void, StoreError> Start();
  std::expected<void, StoreError> MakeDirectories();
  std::expected<JournalEnd, StoreError> LoadRows(SaleDb& sale_db, const JournalDirectory& journal);
  std::expected<void, StoreError> StartThreads(std::unique_ptr<SaleDb> sale_db,
                                               JournalDirectory journal, JournalEnd end);
  // The time at which to decide, unless the sale's time is later.
  base::Time ClockWithLead() const ONSALE_REQUIRES(time_mutex_) { return clock_.Now() + lead_; }
  // Moves the sale's time ahead to the clock's.
  void PassTime();
  // Passes the changes of the current batch to the journal's thread. `decided`: see PendingCommit.
  void Push(std::vector<domain::Outcome> outcomes, base::Duration decide, CommitDone done,
            std::string decided);
  void OnDurable(const JournalEnd& end, const Published& published);
  std::expected<std::unique_ptr<TableReader>, StoreError> OpenTables(std::stop_token stop);

  const EmbeddedOptions options_;
  const base::Clock& clock_;
  // Held while the clock is read for a batch, so that AcceptClock happens between two batches.
  mutable base::Mutex time_mutex_;
  ClockWatch watch_ ONSALE_GUARDED_BY(time_mutex_);
  base::Duration lead_ ONSALE_GUARDED_BY(time_mutex_) = {};  // added to the clock: see AcceptClock
  std::atomic<base::Time> sale_time_ = {};                   // last_now_, for other threads
  std::atomic<bool> keeps_time_ = false;                     // see KeepTime
  std::unique_ptr<DirectoryLock> lock_;

  // The rows in memory, which only the committing thread uses.
  MemoryRows rows_;
  base::Time last_now_;
  base::Duration last_lead_ = {};  // lead_ when last_now_ was set
  std::uint64_t batches_ = 0;      // calls of Commit

  mutable base::Mutex published_mutex_;
  Published published_ ONSALE_GUARDED_BY(published_mutex_);

  // Destroyed in reverse order: the journal's thread stops first, then long questions, then the
  // fold.
  std::unique_ptr<SpareSegment> spare_;
  std::unique_ptr<Fold> fold_;
  std::unique_ptr<QuestionThread> long_questions_;
  std::unique_ptr<CommitThread> journal_;
};

}  // namespace onsale::store
