// What a node says to the database, as calls: look at the head, lock it, write a batch, ask for
// one.
//
// Shape:    a batch is one transaction of two round trips: Lock, then (decided) Write, which ends
//           with COMMIT. Whoever has locked the head is the only writer until then. What is decided
//           first may be sent ahead with PutRows, and the server works while the rest is decided.
// Threads:  one.
// Errors:   PgError. A Write that is `lost` may have happened: ask with WasCommitted on a new
//           session, once that has the lock. Any other error: nothing happened, and Rollback is
//           due.
// Source:   docs/decisions/0014-postgresql-as-a-shared-journal.md.
#pragma once

#include "store/memory/undo_log.h"
#include "store/postgres/connection.h"

namespace onsale::store {

// The last batch of the sale. Number 0 with a nil id: none yet.
struct PgHead {
  std::uint64_t number = 0;
  base::Uuid id;
  base::Time at;
  bool operator==(const PgHead&) const = default;
};

// The head, and what every batch since a given one has changed.
struct PgNews {
  PgHead head;
  base::Time clock;             // the database's
  std::optional<PgHead> known;  // the given one, if it is still there
  struct Batch {
    PgHead head;
    std::string rows;  // encoded as in a journal frame
  };
  std::vector<Batch> batches;  // in order
};

// A batch to be written.
struct PgWrite {
  PgHead head;
  base::Uuid node;
  std::string_view rows;  // all of them
  // Batches before this one are forgotten: a node that is so far behind loads everything again.
  std::uint64_t forget_before = 0;
};

// The head as any connection sees it. kPgUnreadable if it is none.
Pg<PgHead> ReadPgHead(PgConnection& connection);
// The state of what is stored and cannot be: "data_corrupted".
inline constexpr std::string_view kPgUnreadable = "XX001";
// Of a database whose head is behind what this node has seen: a primary of the past, perhaps.
// Another connection may lead to a better one.
PgError KnowsLess();

class PgSession {
 public:
  // Requires: the tables are there.
  static Pg<std::unique_ptr<PgSession>> Open(const PgOptions& options);

  // News since batch `number`; no lock is taken.
  Pg<PgNews> Peek(std::uint64_t number);
  // Begins a transaction and locks the head. Its transaction is open afterwards, with an error too.
  Pg<PgNews> Lock(std::uint64_t number);
  // Requires: Lock. Until the end of the transaction the server lets this node be silent for
  //           longer: a
  // catalogue of millions of seats takes that long to decide.
  Pg<void> TakeTime();
  // Requires: Lock. Changes the tables; `before` is what the rows were. Refusals come with Write.
  Pg<void> PutRows(std::string_view rows, const UndoLog& before);
  // Requires: PutRows for all of the rows. Writes the batch, and commits.
  Pg<void> Write(const PgWrite& write);
  // Requires: Lock. Whether that batch of that node was committed; then makes sure that it stays
  //           so,
  // by a commit of its own behind it.
  Pg<bool> WasCommitted(const base::Uuid& node, const PgHead& head);
  Pg<void> Rollback();
  // The database's time, when the question reaches it. Nothing else may be asked before TakeClock.
  Pg<void> AskClock();
  Pg<base::Time> TakeClock();

  PgConnection& connection() { return *connection_; }

 private:
  explicit PgSession(std::unique_ptr<PgConnection> connection)
      : connection_(std::move(connection)) {}
  Pg<void> SetUp(const PgOptions& options);
  Pg<void> PrepareRows();
  Pg<PgNews> ReadNews(std::span<const PgCall> calls);
  // Requires: the last call commits.
  Pg<std::vector<PgResult>> RunToCommit(std::span<const PgCall> calls);

  const std::unique_ptr<PgConnection> connection_;
};

}  // namespace onsale::store
