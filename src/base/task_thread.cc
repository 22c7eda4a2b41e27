#include "base/task_thread.h"

#include <system_error>

namespace onsale::base {

TaskThread::~TaskThread() {
  if (thread_.joinable()) thread_.join();
}

TaskThread::Start TaskThread::Run(Task task) {
  const MutexLock lock(mutex_);
  if (busy_) return Start::kBusy;
  // The last task has ended; its thread may still be delivering the answer, so join it.
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
