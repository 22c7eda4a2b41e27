// The store for several nodes over one PostgreSQL: each node keeps all rows in memory, and the
// head's lock decides which node writes.
//
// Shape:    all batches that have arrived form one transaction: lock the head, follow the other
//           nodes' commits, decide, write the changed rows and the commit, COMMIT. Only the node
//           that holds the head writes, so its rows cannot change meanwhile, and nothing can
//           deadlock. Batches that only read take no lock.
// Owner:    owns connections, rows and threads.
// Threads:  see store.h; `done` and `log` run on an owned thread, or before Commit returns.
// Errors:   while the database is unavailable every Commit ends with kUnavailable at once; service
//           resumes without a restart. If a COMMIT gets no answer, its batches wait until the
//           outcome is known, without limit; only BeginShutdown and the destructor abandon them,
//           with kAbandoned. Once a newer version has changed the tables, every Commit ends with
//           kOutdated. Open returns a sentence if it fails.
// Source:   docs/decisions/0014-postgresql-as-a-shared-journal.md.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <thread>

#include "base/mutex.h"
#include "store/clock_watch.h"
#include "store/decided_log.h"
#include "store/postgres/postgres_options.h"
#include "store/postgres/reader.h"
#include "store/postgres/replica.h"

namespace onsale::store {

class PostgresStore final : public Store {
 public:
  // Opens the store and creates missing tables. `clock` is the engine's and this node's;
  // `next_due` is a time of that clock.
  static std::expected<std::unique_ptr<PostgresStore>, StoreError> Open(PostgresOptions options,
                                                                        const base::Clock& clock);
  ~PostgresStore() override;

  void Commit(std::vector<domain::Command> commands, CommitDone done) override;
  std::size_t window() const override { return 16; }
  void Ask(std::unique_ptr<Question> question, std::stop_token stop) override;
  bool available() const override;
  void BeginShutdown() override;
  domain::CatalogPtr catalog() const override;
  domain::AccessKeysPtr access_keys() const override;
  base::Time sale_time() const override { return sale_time_; }
  base::Duration clock_behind() const override { return watch_.behind(); }
  // Of transactions that write, from sending the commit to its answer.
  const base::TimeHistogram* syncs() const override { return &syncs_; }
  std::future<base::Duration> AcceptClock(const std::function<void()>& accept) override;
  void KeepTime() override { keeps_time_ = true; }

 private:
  struct Pending {
    std::uint64_t batch = 0;  // Committed::batch
    std::vector<domain::Command> commands;
    CommitDone done;
    std::vector<domain::Outcome> outcomes = {};
  };
  using Group = std::vector<Pending>;
  using Moment = std::chrono::steady_clock::time_point;
  enum class Step : std::uint8_t { kDone, kAgain, kRefused, kInDoubt };
  // A group of batches whose COMMIT got no answer.
  struct Doubt {
    Group group;
    PgHead head;
  };

  PostgresStore(PostgresOptions options, const base::Clock& clock);
  std::expected<void, StoreError> Start();
  void Loop();
  Group WaitForGroup();
  void TakePending(Group& group) ONSALE_REQUIRES(mutex_);
  bool Connect();
  void ResolveDoubt();
  void Abandon();
  void PollHead();
  void Process(Group group);
  Step TryCommit(Group& group, bool& locks);
  // Adds the batches that arrived during the wait for the lock, and reads the database's time again
  // for them.
  Pg<void> AddLateArrivals(Group& group, HeadUpdate& update);
  Step DecideAndWrite(Group& group, const HeadUpdate& update, bool& locks);
  // Decides the group's batches and, if the head is locked, sends the changed rows to the server.
  // Returns how many batches were decided: fewer than all if more is due than fits in one batch.
  Pg<std::size_t> Decide(Group& group, bool locks, std::string& rows);
  // Puts the batches that were not decided (all but the first `decided`) back to the front of
  // pending_.
  void PutBack(Group& group, std::size_t decided);
  // Appends the rows changed since the last call to `rows`, and sends them.
  Pg<void> PutDecided(std::string& rows);
  Step Write(Group& group, std::string_view rows);
  // The batches of the group, as DecidedLog has them.
  std::string DecidedText(const Group& group) const;
  Step OnFailure(const PgError& error);
  bool CatchUp(const HeadUpdate& update);
  bool IsOutdated(const HeadUpdate& update);
  // The database's time, but this node's while the database is more than kJumpMax ahead of this
  // node, or was set back by more than kJumpMax since it last agreed with this node.
  base::Time Believed(base::Time database);
  bool IsContradicted(base::Duration database_ahead) const;
  // Logs the begin and the end of a time in which the database's clock is not believed.
  void NoteDatabase(bool contradicted, base::Duration database_ahead);
  // The time at which to decide, unless the sale's time is later.
  base::Time TimeOfBatch(base::Time database);
  bool IsStalePrimary(const HeadUpdate& update);
  // Publishes the commit number of the rows, the catalogue and the keys for other threads.
  void Publish();
  void DropSession(const PgError& error);
  void Finish(Group& group);
  void Refuse(Group& group);
  void GoAway();
  void ComeBack();
  void Log(const std::string& what) const;

  const PostgresOptions options_;
  const PgOptions connection_options_;
  const base::Clock& clock_;
  ClockWatch watch_;
  std::atomic<base::Time> sale_time_ = {};  // of replica_, for other threads
  std::atomic<bool> keeps_time_ = false;    // see KeepTime
  base::SystemClock wall_clock_;
  base::UuidV7Source ids_{wall_clock_};  // used only by the thread, except for node_
  const base::Uuid node_ = ids_.Next();

  // The session with the database, which only the thread uses.
  std::unique_ptr<PgSession> session_;  // null while there is no connection
  Replica replica_;
  std::optional<Doubt> doubt_;
  CommitTimes times_;            // of the group that was decided last
  base::TimeHistogram syncs_;    // counted by the thread
  bool abandoned_ = false;       // a commit was abandoned: rows may be wrong, nothing is decided
  bool decides_slowly_ = false;  // the last batch took long to decide
  bool more_is_due_ = false;     // the last batches end with due rows that leave commands undecided
  bool database_contradicted_ = false;  // by this node's clock, so the database's is not believed
  // By how much the database's clock was ahead of this node's when they agreed last; nothing if
  // they have not agreed since a clock was last accepted, or disagree although it is believed.
  std::optional<base::Duration> agreed_;
  std::optional<Moment> stale_since_;  // when the database was first found stale
  StoreError trouble_{StoreErrorCode::kUnavailable,
                      "the database is unavailable"};  // the last error

  mutable base::Mutex published_mutex_;
  Published published_ ONSALE_GUARDED_BY(published_mutex_);

  mutable base::Mutex mutex_;
  std::condition_variable wake_;
  std::deque<Pending> pending_ ONSALE_GUARDED_BY(mutex_);
  std::uint64_t batches_ ONSALE_GUARDED_BY(mutex_) = 0;  // calls of Commit
  bool away_ ONSALE_GUARDED_BY(mutex_) = false;
  // Why this program must not use the tables any more, once a newer version has changed them.
  std::optional<StoreError> outdated_ ONSALE_GUARDED_BY(mutex_);
  bool stopping_ ONSALE_GUARDED_BY(mutex_) = false;
  // Added to the clock that decides, and who waits for it to be determined: see AcceptClock.
  base::Duration lead_ ONSALE_GUARDED_BY(mutex_) = {};
  std::vector<std::promise<base::Duration>> lead_asked_ ONSALE_GUARDED_BY(mutex_);
  // When the wait for a commit in doubt ends.
  Moment abandon_at_ ONSALE_GUARDED_BY(mutex_) = Moment::max();

  std::atomic<std::uint64_t> known_ = 0;  // the rows' commit; readers need a database that has it
  PgReader reader_;
  std::thread thread_;
};

}  // namespace onsale::store
