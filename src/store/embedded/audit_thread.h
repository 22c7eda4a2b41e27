// Runs audits beside a sale, one at a time, on a thread that lives as long as the audit.
//
// Owner:    the thread; the fold must outlive it. An audit that is running at the end is stopped.
// Threads:  Start from any; `done` on the thread inside, or before Start returns.
// Errors:   kConflict while another audit runs; AuditSaleDb's.
#pragma once

#include <mutex>
#include <stop_token>
#include <thread>

#include "store/embedded/fold.h"

namespace onsale::store {

class AuditThread {
 public:
  AuditThread(Fold& fold, std::string path) : fold_(fold), path_(std::move(path)) {}
  ~AuditThread();
  AuditThread(const AuditThread&) = delete;
  AuditThread& operator=(const AuditThread&) = delete;

  // The report is of a state with everything in it that is durable now.
  void Start(std::stop_token stop, AuditDone done);

 private:
  void Run(const std::stop_token& stop, AuditDone done);
  std::expected<AuditReport, StoreError> Audit(std::stop_token stop);

  Fold& fold_;
  const std::string path_;
  std::stop_source ending_;
  std::mutex mutex_;
  bool busy_ = false;   // guarded by mutex_
  std::thread thread_;  // guarded by mutex_; the last audit's
};

}  // namespace onsale::store
