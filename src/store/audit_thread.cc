#include "store/audit_thread.h"

#include <sys/resource.h>
#include <unistd.h>

#include <memory>
#include <utility>

namespace onsale::store {
namespace {

// The sale takes precedence. On Linux, PRIO_PROCESS with a thread id affects that thread alone.
void LowerPriority() {
  constexpr int kNice = 10;
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kNice);
}

}  // namespace

void AuditThread::Start(std::stop_token stop, AuditDone done) {
  // Shared with the task, because Run destroys a task that it does not start.
  const auto answer = std::make_shared<AuditDone>(std::move(done));
  const auto started = tasks_.Run([this, stop = std::move(stop), answer] {
    return [answer, report = Run(stop)]() mutable { (*answer)(std::move(report)); };
  });
  switch (started) {
    case base::TaskThread::Start::kStarted:
      return;
    case base::TaskThread::Start::kBusy:
      return (*answer)(
          std::unexpected(StoreError{StoreErrorCode::kConflict, "another audit is running"}));
    case base::TaskThread::Start::kNoThread:
      return (*answer)(std::unexpected(StoreError{
          StoreErrorCode::kUnavailable, "the system cannot start a thread for an audit"}));
  }
}

std::expected<AuditReport, StoreError> AuditThread::Run(const std::stop_token& stop) const {
  LowerPriority();
  std::stop_source either;
  const auto end = [&either] { either.request_stop(); };
  const std::stop_callback when_asked(stop, end);
  const std::stop_callback when_ending(ending_.get_token(), end);
  return audit_(either.get_token());
}

}  // namespace onsale::store
