#include "store/audit_thread.h"

#include <sys/resource.h>
#include <unistd.h>

#include <utility>

namespace onsale::store {
namespace {

// The sale goes first: on Linux this is the priority of the calling thread alone.
void StepBack() {
  constexpr int kNice = 10;
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kNice);
}

}  // namespace

AuditThread::~AuditThread() {
  ending_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void AuditThread::Start(std::stop_token stop, AuditDone done) {
  std::unique_lock lock(mutex_);
  if (std::exchange(busy_, true)) {
    lock.unlock();
    return done(std::unexpected(StoreError{StoreErrorCode::kConflict, "another audit is running"}));
  }
  // It has answered already.
  if (thread_.joinable()) thread_.join();
  thread_ = std::thread([this, stop = std::move(stop), answer = std::move(done)]() mutable {
    Run(stop, std::move(answer));
  });
}

void AuditThread::Run(const std::stop_token& stop, AuditDone done) {
  StepBack();
  std::stop_source either;
  const auto end = [&either] { either.request_stop(); };
  const std::stop_callback when_asked(stop, end);
  const std::stop_callback when_ending(ending_.get_token(), end);
  auto report = audit_(either.get_token());
  {
    // Before the answer: who has it may ask again.
    const std::lock_guard lock(mutex_);
    busy_ = false;
  }
  done(std::move(report));
}

}  // namespace onsale::store
