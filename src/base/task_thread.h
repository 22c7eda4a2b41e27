// Runs one background task at a time, each on a thread of its own.
//
// Owner:    the destructor waits for the running task.
// Threads:  Run from any; the task and its answer run on the inner thread.
// Requires: an answer does not call Run, which would join its own thread.
// Errors:   Run returns why a task was not started, and destroys the task without running it.
#pragma once

#include <functional>
#include <thread>

#include "base/mutex.h"

namespace onsale::base {

class TaskThread {
 public:
  using Answer = std::move_only_function<void()>;
  // A task does its work and returns a function, the answer, that delivers the result. While the
  // answer is called, Run already accepts the next task.
  using Task = std::move_only_function<Answer()>;
  enum class Start { kStarted, kBusy, kNoThread };  // kNoThread: the system created no thread

  TaskThread() = default;
  ~TaskThread();
  TaskThread(const TaskThread&) = delete;
  TaskThread& operator=(const TaskThread&) = delete;

  Start Run(Task task);

 private:
  Mutex mutex_;
  bool busy_ ONSALE_GUARDED_BY(mutex_) = false;
  std::thread thread_ ONSALE_GUARDED_BY(mutex_);  // the thread of the last task
};

}  // namespace onsale::base
