// Runs audits beside a sale, one at a time, on a thread that lives as long as the audit.
//
// Owner:    the thread. An audit that is running at the end is stopped.
// Threads:  Start from any; `done` on the thread inside, or before Start returns; `audit` on the
//           thread inside.
// Errors:   kConflict while another audit runs; those of `audit`.
#pragma once

#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

#include "store/store.h"

namespace onsale::store {

class AuditThread {
 public:
  // Audits a state with everything in it that is durable when it is called; soon ends once stopped.
  using RunAudit = std::function<std::expected<AuditReport, StoreError>(std::stop_token stop)>;

  explicit AuditThread(RunAudit audit) : audit_(std::move(audit)) {}
  ~AuditThread();
  AuditThread(const AuditThread&) = delete;
  AuditThread& operator=(const AuditThread&) = delete;

  void Start(std::stop_token stop, AuditDone done);

 private:
  void Run(const std::stop_token& stop, AuditDone done);

  const RunAudit audit_;
  std::stop_source ending_;
  std::mutex mutex_;
  bool busy_ = false;   // guarded by mutex_
  std::thread thread_;  // guarded by mutex_; the last audit's
};

}  // namespace onsale::store
