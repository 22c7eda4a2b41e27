// Tests that one task runs at a time, and the case that the system creates no thread.
#include "base/task_thread.h"

#include <gtest/gtest.h>
#include <pthread.h>

#include <future>
#include <thread>

#include "base/await_testing.h"

namespace onsale::base {
namespace {

TEST(TaskThreadTest, TheAnswerIsDeliveredOnceTheNextTaskMayStart) {
  std::thread second;
  std::promise<TaskThread::Start> next;
  {
    TaskThread tasks;
    const auto answer = [&] {
      // Run joins the thread that delivers the last answer, so another thread calls Run here.
      second = std::thread([&] { next.set_value(tasks.Run([] { return [] {}; })); });
    };
    ASSERT_EQ(tasks.Run([&] { return answer; }), TaskThread::Start::kStarted);
    EXPECT_EQ(Got("the start of the next task", next.get_future()), TaskThread::Start::kStarted);
    second.join();
  }
}

TEST(TaskThreadTest, ASecondTaskIsRefusedWhileOneRuns) {
  std::promise<void> go;
  TaskThread tasks;
  ASSERT_EQ(tasks.Run([&] {
    go.get_future().wait();
    return [] {};
  }),
            TaskThread::Start::kStarted);
  EXPECT_EQ(tasks.Run([] { return [] {}; }), TaskThread::Start::kBusy);
  go.set_value();
}

TEST(TaskThreadTest, AThreadThatCannotBeCreatedIsReported) {
  pthread_attr_t before;
  ASSERT_EQ(pthread_getattr_default_np(&before), 0);
  pthread_attr_t impossible;
  pthread_attr_init(&impossible);
  // No address space has room for a stack of 2^60 bytes, so the system creates no thread.
  ASSERT_EQ(pthread_attr_setstacksize(&impossible, std::size_t{1} << 60), 0);
  ASSERT_EQ(pthread_setattr_default_np(&impossible), 0);
  TaskThread tasks;
  const auto refused = tasks.Run([] { return [] {}; });
  ASSERT_EQ(pthread_setattr_default_np(&before), 0);
  EXPECT_EQ(refused, TaskThread::Start::kNoThread);
  EXPECT_EQ(tasks.Run([] { return [] {}; }), TaskThread::Start::kStarted);
}

}  // namespace
}  // namespace onsale::base
