// Reads ledgers and audits from the tables, beside the sale, each on a connection of its own.
//
// Owner:    owns its threads; the destructor answers waiting queries with kUnavailable. `known`,
//           the last commit that the node has seen, must outlive it.
// Threads:  any; `done` runs on an owned thread, or before the call returns.
// Errors:   kUnavailable while the database is unavailable or stale, or too many queries wait. When
//           the database is found unavailable, all waiting queries get that error at once.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <thread>

#include "base/mutex.h"
#include "store/audit_thread.h"
#include "store/postgres/connection.h"

namespace onsale::store {

class PgReader {
 public:
  PgReader(PgOptions options, const std::atomic<std::uint64_t>& known);
  ~PgReader();
  PgReader(const PgReader&) = delete;
  PgReader& operator=(const PgReader&) = delete;

  void ReadLedger(LedgerQuery query, LedgerDone done);
  // Begins the shutdown: after the current query, all waiting ones are refused.
  void End();
  void Audit(std::stop_token stop, AuditDone done) {
    audits_.Start(std::move(stop), std::move(done));
  }

 private:
  struct Waiter {
    LedgerQuery query;
    LedgerDone done;
  };
  using Entries = std::expected<std::vector<domain::LedgerEntry>, StoreError>;

  void Loop();
  void TellAll(const StoreError& error);
  Entries Read(const LedgerQuery& query);
  Pg<PgResult> Select(const LedgerQuery& query);

  static constexpr std::size_t kWaitersMax = 4096;

  const PgOptions options_;
  const std::atomic<std::uint64_t>& known_;
  std::unique_ptr<PgConnection> connection_;  // used by the thread only; null until needed

  base::Mutex mutex_;
  std::condition_variable wake_;
  std::deque<Waiter> waiters_ ONSALE_GUARDED_BY(mutex_);
  bool stopping_ ONSALE_GUARDED_BY(mutex_) = false;

  AuditThread audits_;
  std::thread thread_;
};

// Runs every check over the tables as of one commit, on a connection of its own. kUnavailable if
// the tables lack commit `known`: the server is a stale primary.
std::expected<AuditReport, StoreError> AuditPostgres(PgOptions options, std::uint64_t known,
                                                     std::stop_token stop);

}  // namespace onsale::store
