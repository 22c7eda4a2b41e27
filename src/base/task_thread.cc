#include "base/task_thread.h"

#include <system_error>

namespace onsale::base {

TaskThread::~TaskThread() {
  if (thread_.joinable()) thread_.join();
}

TaskThread::Start TaskThread::Run(Task task) {
  const MutexLock lock(mutex_);
  if (busy_) return Start::kBusy;
  // Its work is done; at most its answer is still being delivered.
  if (thread_.joinable()) thread_.join();
  try {
    thread_ = std::thread([this, task = std::move(task)]() mutable {
      Answer answer = task();
      {
        const MutexLock guard(mutex_);
        busy_ = false;
      }
      answer();
    });
  } catch (const std::system_error&) {
    return Start::kNoThread;
  }
  busy_ = true;
  return Start::kStarted;
}

}  // namespace onsale::base
