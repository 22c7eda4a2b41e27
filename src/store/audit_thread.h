// Runs audits beside a sale, one at a time, on a thread that lives as long as the audit.
//
// Owner:    the thread. An audit that is running at the end is stopped.
// Threads:  Start from any; `done` on the thread inside, or before Start returns; `audit` on the
//           thread inside.
// Errors:   kConflict while another audit runs, kUnavailable if the system has no thread; those of `audit`.
#pragma once

#include <functional>
#include <stop_token>

#include "base/task_thread.h"
#include "store/store.h"

namespace onsale::store {

class AuditThread {
 public:
  // Audits a state with everything in it that is durable when it is called; soon ends once stopped.
  using RunAudit = std::function<std::expected<AuditReport, StoreError>(std::stop_token stop)>;

  explicit AuditThread(RunAudit audit) : audit_(std::move(audit)) {}
  ~AuditThread() { ending_.request_stop(); }
  AuditThread(const AuditThread&) = delete;
  AuditThread& operator=(const AuditThread&) = delete;

  void Start(std::stop_token stop, AuditDone done);

 private:
  std::expected<AuditReport, StoreError> Run(const std::stop_token& stop) const;

  const RunAudit audit_;
  std::stop_source ending_;
  base::TaskThread tasks_;
};

}  // namespace onsale::store
