// The port to where rows live: decides batches over its rows and makes what changed durable.
//
// Shape:    a batch goes in, one Committed comes out: every change of the batch, or none of it.
// Owner:    the caller owns the store; the store owns rows, files and threads, and joins its
//           threads in its destructor, after the last `done` has returned.
// Threads:  Commit from one thread at a time; `done` runs on a thread of the store, or before Commit
//           returns, and must not block or call back into the store. The embedded store calls `done`
//           in order of Commit.
// Requires: at most `window()` batches without their `done` at any moment.
// Errors:   StoreError; after a commit with kUnknownOutcome, kGivenUp or kCorrupt the process must
//           end. A read with kCorrupt has met damage in what it had to read, and no more is known.
// Source:   docs/rules.md, rules 7 to 9.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "domain/command.h"
#include "store/audit_report.h"

namespace onsale::store {

enum class StoreErrorCode : std::uint8_t {
  kUnavailable,     // nothing happened; later may be better
  kConflict,        // nothing happened; the same again may do
  kCorrupt,         // what is stored contradicts itself
  kUnknownOutcome,  // it may have happened
  kGivenUp,         // likewise, and nobody waited to learn it: see PrepareToEnd
};

struct StoreError {
  StoreErrorCode code;
  std::string detail;  // for the operator's log, never for a client
};

struct Committed {
  std::uint64_t batch = 0;                // of the durable commit; never smaller than before
  base::Time now;                         // the time at which the batch was decided
  std::vector<domain::Outcome> outcomes;  // one a command, in their order
  std::optional<base::Time> next_due;     // when an empty batch is next wanted
};

using CommitDone = std::move_only_function<void(std::expected<Committed, StoreError>)>;

// Asks for an audit of all there is.
struct AuditQuery {};

// Ledger entries of one user with a number below `before`, newest first.
struct LedgerQuery {
  base::UserId user;
  std::int64_t before = INT64_MAX;
  std::size_t limit = 50;
};
using LedgerDone =
    std::move_only_function<void(std::expected<std::vector<domain::LedgerEntry>, StoreError>)>;
using AuditDone = std::move_only_function<void(std::expected<AuditReport, StoreError>)>;

class Store {
 public:
  virtual ~Store() = default;

  // Decides the commands (DecideBatch) at the store's own time, which never runs backwards, and
  // commits. `done` is called exactly once, after the changes are durable. An empty batch lets time
  // pass.
  virtual void Commit(std::vector<domain::Command> commands, CommitDone done) = 0;
  virtual std::size_t window() const = 0;

  // Any thread. The entries of every batch whose `done` was called before this call are among them.
  virtual void ReadLedger(LedgerQuery query, LedgerDone done) = 0;

  // Any thread. Checks what is stored, beside the sale, in one state that holds every batch whose
  // `done` was called before this call. kConflict while another audit runs; kUnavailable soon after
  // `stop` is requested. `done` runs before this returns, or on a thread of the store.
  virtual void Audit(std::stop_token stop, AuditDone done) = 0;

  // Any thread. Whether a Commit would be tried now, or refused at once.
  virtual bool available() const { return true; }

  // Any thread. The process is to end: a `done` that waits to learn what became of its batch is given
  // up soon, with kGivenUp, and ledgers may be refused, so that nobody waits for ever.
  virtual void PrepareToEnd() {}

  // Any thread. The catalogue as of the last batch committed.
  virtual domain::CatalogPtr catalog() const = 0;

  // After the last Commit, ReadLedger and Audit. Does what the destructor does, and reports whether the
  // store is left as it promises; otherwise the detail says what is missing and what to do.
  virtual std::expected<void, StoreError> Close() { return {}; }
};

}  // namespace onsale::store
