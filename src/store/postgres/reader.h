// Answers from the tables, beside the sale: ledgers and audits, each on a connection of its own.
//
// Owner:    its threads; what is still asked for at the end is answered with kUnavailable. The
//           number of the last batch that the node knows outlives it.
// Threads:  any; `done` on a thread inside, or before the call returns.
// Errors:   kUnavailable while the database is away, knows less than the node, or too many are
//           waiting. All who wait when it is found to be away are told at once.
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
  // The process is to end: who waits for a ledger is answered as soon as the one that is being read
  // is.
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
  std::unique_ptr<PgConnection> connection_;  // the thread's; null until it is wanted

  base::Mutex mutex_;
  std::condition_variable wake_;
  std::deque<Waiter> waiters_ ONSALE_GUARDED_BY(mutex_);
  bool stopping_ ONSALE_GUARDED_BY(mutex_) = false;

  AuditThread audits_;
  std::thread thread_;
};

// Every check over the tables, as of one commit, on a connection of its own. kUnavailable if the
// tables know less than batch `known`: they are those of a primary of the past.
std::expected<AuditReport, StoreError> AuditPostgres(PgOptions options, std::uint64_t known,
                                                     std::stop_token stop);

}  // namespace onsale::store
