// Many nodes over one PostgreSQL: each keeps the rows in memory, and all take turns at the head.
//
// Shape:    what has come by the time a batch begins is one transaction: lock the head, follow what
//           other nodes have committed, decide, write the changed rows and the batch itself,
//           commit. Whoever holds the head is alone, so nothing is ever decided over rows that have
//           changed meanwhile, and nothing can deadlock. Reads take no lock: they follow, and
//           decide.
// Owner:    connections, rows and threads.
// Threads:  as store.h says; `done` and `log` on a thread inside, or before Commit returns.
// Errors:   while the database is away every Commit ends with kUnavailable at once, and service
//           resumes by itself. A batch whose COMMIT was not answered waits until it is known what
//           became of it, for as long as that takes; only PrepareToEnd and the destructor give up
//           on it, with kGivenUp. Open says in a sentence what stands in the way.
// Source:   docs/decisions/0014-postgresql-as-a-shared-journal.md.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <thread>

#include "base/mutex.h"
#include "store/postgres/reader.h"
#include "store/postgres/replica.h"

namespace onsale::store {

struct PostgresOptions {
  std::string url;              // as libpq takes it; it may name several hosts
  bool allow_insecure = false;  // as PgOptions has it
  // Who decides what time it is; null: the database's clock, the same for all nodes.
  const base::Clock* time = nullptr;
  std::chrono::milliseconds connect_timeout = std::chrono::seconds(3);
  std::chrono::milliseconds answer_timeout = std::chrono::seconds(8);
  // How long a batch that did not happen is tried again before it is refused.
  std::chrono::milliseconds patience = std::chrono::seconds(2);
  std::chrono::milliseconds reconnect_interval = std::chrono::milliseconds(200);
  // A lock that took as long as this is worth another round trip for those who came meanwhile.
  std::chrono::microseconds long_lock = std::chrono::milliseconds(1);
  // How far behind the others a node without requests may fall.
  std::chrono::milliseconds follow_interval = std::chrono::milliseconds(500);
  // How long a database that knows less than this node is taken for a primary of the past that has
  // not noticed, and refused; after that somebody must have put it back.
  std::chrono::milliseconds distrust = std::chrono::seconds(30);
  // The server lets nobody who holds the head be silent for longer; what took a fifth of it to
  // decide is given more the next time.
  std::chrono::milliseconds silence_max = std::chrono::seconds(5);
  // How long a store that is to end waits to learn what became of its last batch.
  std::chrono::milliseconds doubt_at_end = std::chrono::seconds(5);
  domain::Limits limits = {};
  std::function<void(const std::string&)> log;
};

class PostgresStore final : public Store {
 public:
  // Makes the tables if there are none. `clock` is the engine's: `next_due` is said in its terms.
  static std::expected<std::unique_ptr<PostgresStore>, StoreError> Open(PostgresOptions options,
                                                                        const base::Clock& clock);
  ~PostgresStore() override;

  void Commit(std::vector<domain::Command> commands, CommitDone done) override;
  std::size_t window() const override { return 16; }
  void ReadLedger(LedgerQuery query, LedgerDone done) override;
  void Audit(std::stop_token stop, AuditDone done) override;
  bool available() const override;
  void PrepareToEnd() override;
  domain::CatalogPtr catalog() const override;

 private:
  struct Pending {
    std::vector<domain::Command> commands;
    CommitDone done;
    std::vector<domain::Outcome> outcomes = {};
  };
  using Group = std::vector<Pending>;
  using Moment = std::chrono::steady_clock::time_point;
  enum class Step : std::uint8_t { kDone, kAgain, kRefused, kInDoubt };
  // A group that was written, and whose commit was not answered.
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
  void GiveUp();
  void Follow();
  void Process(Group group);
  Step Attempt(Group& group, bool& locks);
  // Adds those who came while the lock was waited for, and makes it their time.
  Pg<void> Join(Group& group, PgNews& news);
  Step DecideAndWrite(Group& group, const PgNews& news, bool& locks);
  // Decides, and hands over what it makes of the rows if the head is locked. How many of the group
  // were decided: fewer if more is due than one batch may hold.
  Pg<std::size_t> Decide(Group& group, bool locks, std::string& rows);
  // Those behind the first `decided` go back to the front of what is pending.
  void PutBack(Group& group, std::size_t decided);
  // Adds what was decided since the last call to `rows`.
  Pg<void> PutDecided(std::string& rows);
  Step Write(Group& group, std::string_view rows);
  Step OnFailure(const PgError& error);
  bool CatchUp(const PgNews& news);
  bool IsOfThePast(const PgNews& news);
  // Makes known to other threads what the rows are now.
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
  base::SystemClock wall_clock_;
  base::UuidV7Source ids_{wall_clock_};  // the thread's, but for the first
  const base::Uuid node_ = ids_.Next();

  // The thread's.
  std::unique_ptr<PgSession> session_;  // null while there is no connection
  Replica replica_;
  std::optional<Doubt> doubt_;
  bool gave_up_ = false;              // on a batch: the rows may be wrong, and nothing is decided
  bool decides_slowly_ = false;       // the last batch did
  std::optional<Moment> past_since_;  // when the database first knew less than this node
  StoreError trouble_{StoreErrorCode::kUnavailable, "the database is away"};  // the last one

  mutable base::Mutex catalog_mutex_;
  domain::CatalogPtr catalog_ ONSALE_GUARDED_BY(catalog_mutex_);

  mutable base::Mutex mutex_;
  std::condition_variable wake_;
  std::deque<Pending> pending_ ONSALE_GUARDED_BY(mutex_);
  bool away_ ONSALE_GUARDED_BY(mutex_) = false;
  bool stopping_ ONSALE_GUARDED_BY(mutex_) = false;
  Moment give_up_ ONSALE_GUARDED_BY(mutex_) = Moment::max();  // on what is in doubt then

  std::atomic<std::uint64_t> known_ = 0;  // the batch of the rows: no reader may know less
  PgReader reader_;
  std::thread thread_;
};

}  // namespace onsale::store
