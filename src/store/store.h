// The store's interface: decides batches over its rows and makes the changed rows durable.
//
// Shape:    each batch gives one Committed; all of its changes are made, or none.
// Owner:    the caller owns the store; the store owns rows, files and threads, and joins its
//           threads in its destructor, after the last `done` has returned.
// Threads:  Commit from one thread at a time; `done` runs on a thread of the store, or before
//           Commit returns, and must not block or call the store. The embedded store calls `done`
//           in order of Commit.
// Requires: at most `window()` batches whose `done` has not been called.
// Errors:   StoreError. After a commit with kUnknownOutcome, kAbandoned, kCorrupt or kOutdated the
//           process must end. kCorrupt of a read concerns only the data that it read.
// Source:   docs/rules.md, rules 7 to 9.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/histogram.h"
#include "domain/command.h"

namespace onsale::store {

// The largest valid commit number: far more than a sale makes. The version of a seat map is a
// commit's number and 20 more bits, and must fit into 64.
inline constexpr std::uint64_t kCommitNumberMax = std::uint64_t{1} << 43;

enum class StoreErrorCode : std::uint8_t {
  kUnavailable,     // nothing was committed; retry later
  kConflict,        // nothing was committed; retry at once
  kCorrupt,         // the stored data is damaged or contradictory
  kUnknownOutcome,  // the commit may have happened
  kAbandoned,       // as kUnknownOutcome; shutdown stopped waiting (BeginShutdown)
  kOutdated,        // nothing was committed: a newer version has changed the tables
};

struct StoreError {
  StoreErrorCode code;
  std::string detail;  // for the operator's log, never for a client
};

// Where the time of a batch went. The rest of it, it waited for others.
struct CommitTimes {
  base::Duration decide{};  // of the batch
  base::Duration sync{};    // of the frame or transaction that it shared; 0 if nothing was written
};

struct Committed {
  std::uint64_t commit_number = 0;        // the number of the commit; never decreases
  std::uint64_t batch = 0;                // which call of Commit since the store was opened, from 1
  base::Time now;                         // when the batch was decided
  std::vector<domain::Outcome> outcomes;  // one for each command, in order
  std::optional<base::Time> next_due;     // when a row is due next
  CommitTimes times = {};
};

// What a store publishes with a commit for all threads: immutable values.
struct Published {
  domain::CatalogPtr catalog;
  domain::AccessKeysPtr access_keys;
};

using CommitDone = std::move_only_function<void(std::expected<Committed, StoreError>)>;

class Question;  // question.h

class Store {
 public:
  virtual ~Store() = default;

  // Decides the commands (DecideBatch) at the store's own time, which never runs backwards, and
  // commits. `done` is called exactly once, after the changes are durable. An empty batch changes
  // whatever is due.
  virtual void Commit(std::vector<domain::Command> commands, CommitDone done) = 0;
  virtual std::size_t window() const = 0;

  // Lets the question read the stored rows as of one commit, beside the sale; the commit includes
  // every batch whose `done` was called before this call. A long question gets kConflict while
  // another one is read, and kUnavailable soon after `stop` is requested. Any thread may call it.
  virtual void Ask(std::unique_ptr<Question> question, std::stop_token stop) = 0;

  // Whether a Commit may succeed; false if it would fail at once. Any thread may call it.
  virtual bool available() const { return true; }

  // The sale's time: of the last batch, or of the last commit before the start. The epoch if there
  // is none. Any thread may call it.
  virtual base::Time sale_time() const { return {}; }

  // By how much the clock that decides is behind the sale's time, which stands still meanwhile; 0
  // if it is not. Any thread may call it.
  virtual base::Duration clock_behind() const { return {}; }
  // How old the tables are that follow the commits: the age of the oldest commit that they lack, 0
  // if they lack none. Nothing if every commit is in the tables at once. Any thread may call it.
  virtual std::optional<base::Duration> tables_behind() const { return std::nullopt; }
  // How long each write took until it was durable; null if the store does not count that. Lives as
  // long as the store. Any thread may call it.
  virtual const base::TimeHistogram* syncs() const { return nullptr; }
  // Logs a clock that is behind although nothing is committed. Any thread may call it.
  virtual void NoteClock() {}
  // Calls `accept`, which may set the clock that the store reads, with no batch in between. Then
  // the sale's time continues from where it stands: ahead of the clock, if the clock is behind it,
  // and not ahead of it otherwise, until the store is closed or this is called again. The result is
  // by how much; it may need a batch, and is broken if the store is closed before. Any thread may
  // call it.
  virtual std::future<base::Duration> AcceptClock(const std::function<void()>& accept) {
    accept();
    std::promise<base::Duration> none;
    none.set_value({});
    return none.get_future();
  }
  // Makes the next batch durable even if it changes nothing, so that its time is that of the last
  // commit at the next start. Any thread may call it.
  virtual void KeepTime() {}

  // Begins the shutdown: a commit whose outcome is unknown gets kAbandoned after a short wait, and
  // short questions may be refused, so that nothing waits without limit. Any thread may call it.
  virtual void BeginShutdown() {}

  // The catalogue as of the last commit. Any thread may call it.
  virtual domain::CatalogPtr catalog() const = 0;
  // All access keys as of the last commit; never null. Any thread may call it.
  virtual domain::AccessKeysPtr access_keys() const {
    return std::make_shared<const domain::AccessKeys>(std::vector<domain::AccessKeyRow>());
  }

  // Does the work of the destructor and returns its success; the detail of an error names what is
  // missing and how to repair it. Call after the last Commit and Ask.
  virtual std::expected<void, StoreError> Close() { return {}; }
};

}  // namespace onsale::store
