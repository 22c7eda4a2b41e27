// Runs audits beside a sale, one at a time, each on a thread of its own.
//
// Owner:    owns the thread; the destructor stops an audit that runs.
// Threads:  Start from any thread. `audit` runs on the owned thread; `done` runs there, too, or
//           before Start returns.
// Errors:   kConflict while another audit runs; kUnavailable if no thread can be started; those of
//           `audit`.
#pragma once

#include <functional>
#include <stop_token>

#include "base/task_thread.h"
#include "store/store.h"

namespace onsale::store {

class AuditThread {
 public:
  // Audits a state that includes every commit durable at the call. Ends soon after a stop request.
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
