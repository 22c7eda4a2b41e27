// Runs one task at a time beside everything else, each on a thread that lives as long as the task.
//
// Owner:    waits for the task that runs when it is destroyed.
// Threads:  Start from any; the task and its answer on the thread inside.
// Errors:   a task that is not started is destroyed unused, and Start says why.
#pragma once

#include <functional>
#include <thread>

#include "base/mutex.h"

namespace onsale::base {

class TaskThread {
 public:
  using Answer = std::move_only_function<void()>;
  // Does the work and returns the function that delivers the result. That is called once the next task may be started.
  using Task = std::move_only_function<Answer()>;
  enum class Start { kStarted, kBusy, kNoThread };  // kNoThread: the system could not create one

  TaskThread() = default;
  ~TaskThread();
  TaskThread(const TaskThread&) = delete;
  TaskThread& operator=(const TaskThread&) = delete;

  Start Run(Task task);

 private:
  base::Mutex mutex_;
  bool busy_ ONSALE_GUARDED_BY(mutex_) = false;
  std::thread thread_ ONSALE_GUARDED_BY(mutex_);  // the last task's
};

}  // namespace onsale::base
