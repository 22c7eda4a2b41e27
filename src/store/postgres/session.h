// A node's session with the database: reads the head, locks it, writes a commit, looks one up.
//
// Shape:    a commit is one transaction of two round trips: Lock, then Write, which ends with
//           COMMIT. Until then this node is the only writer. PutRows may send rows before all
//           commands are decided, so that the server writes them meanwhile.
// Threads:  one.
// Errors:   PgError. A Write that is `lost` may have committed: lock the head in a new session and
//           call WasCommitted. After any other error nothing was committed; call Rollback.
// Source:   docs/decisions/0014-postgresql-as-a-shared-journal.md.
#pragma once

#include "store/memory/undo_log.h"
#include "store/postgres/connection.h"

namespace onsale::store {

// The head: the last commit of the sale. Number 0 and a nil id mean that there is none yet.
struct PgHead {
  std::uint64_t number = 0;
  base::Uuid id;
  base::Time at;
  bool operator==(const PgHead&) const = default;
};

// The head, and the commits after a given one.
struct HeadUpdate {
  PgHead head;
  base::Time clock;             // the database's time
  std::int64_t layout = 0;      // of the tables
  std::optional<PgHead> known;  // the given commit, if the database has that
  struct Batch {
    PgHead head;
    std::string rows;  // encoded as in a journal frame
  };
  std::vector<Batch> batches;  // in order of commits
};

// What a node writes as a commit.
struct PgWrite {
  PgHead head;
  base::Uuid node;
  std::string_view rows;  // all rows that the commit changes
  // Commits before this number are deleted; a node that is further behind must load everything
  // again.
  std::uint64_t forget_before = 0;
};

// Reads the head, on any connection. kPgUnreadable if its row is impossible.
Pg<PgHead> ReadPgHead(PgConnection& connection);
// The two halves of ReadPgHead, for a pipeline: the SQL, and the head in its result.
inline constexpr const char* kSelectPgHead = "SELECT number, id, at, layout FROM sale_head";
Pg<PgHead> PgHeadIn(const PgResult& result);
// The SQLSTATE of errors about impossible stored values: "data_corrupted".
inline constexpr std::string_view kPgUnreadable = "XX001";
// The error for a database that lacks commits which this node has seen: it may be a stale primary.
// It counts as lost, because a new connection may reach the current primary.
PgError StalePrimary();

class PgSession {
 public:
  // Opens a session on a new connection. Requires: the tables exist.
  static Pg<std::unique_ptr<PgSession>> Open(const PgOptions& options);

  // Reads the head and the commits since `number`, without a lock.
  Pg<HeadUpdate> ReadHead(std::uint64_t number);
  // Begins a transaction and locks the head; returns the head and the commits since `number`. The
  // transaction is open afterwards, also after an error.
  Pg<HeadUpdate> Lock(std::uint64_t number);
  // Allows this session to be idle for longer until the end of the transaction, for slow decisions.
  // Requires: Lock.
  Pg<void> TakeTime();
  // Sends changed rows; `before` has them as they were. Write returns the errors. Requires: Lock.
  Pg<void> PutRows(std::string_view rows, const UndoLog& before);
  // Writes the commit and sends COMMIT. Requires: PutRows for all rows.
  Pg<void> Write(const PgWrite& write);
  // Whether this node's commit `head` is in the database. Commits a transaction of its own, so that
  // the answer is durable and replicated, too. Requires: Lock.
  Pg<bool> WasCommitted(const base::Uuid& node, const PgHead& head);
  Pg<void> Rollback();
  // Sends a request for the database's time; TakeClock returns the time. Requires: no other call
  // between them.
  Pg<void> AskClock();
  Pg<base::Time> TakeClock();

  PgConnection& connection() { return *connection_; }

 private:
  explicit PgSession(std::unique_ptr<PgConnection> connection)
      : connection_(std::move(connection)) {}
  Pg<void> SetUp(const PgOptions& options);
  Pg<void> PrepareRows();
  Pg<HeadUpdate> ReadHeadUpdate(std::span<const PgCall> calls);
  // Runs calls of which the last is COMMIT.
  Pg<std::vector<PgResult>> RunToCommit(std::span<const PgCall> calls);

  const std::unique_ptr<PgConnection> connection_;
};

}  // namespace onsale::store
