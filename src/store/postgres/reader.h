// Answers questions from the tables, beside the sale: short ones in order on one connection, long
// ones each on a connection of its own.
//
// Owner:    owns its threads; the destructor answers waiting questions with kUnavailable. `known`,
//           the last commit that the node has seen, must outlive it.
// Threads:  any; Read and Finish run on an owned thread, or Finish before the call returns.
// Errors:   kUnavailable while the database is unavailable or stale, or too many questions wait.
//           When the database is found unavailable, all waiting questions get that error at once.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <thread>

#include "base/mutex.h"
#include "store/postgres/connection.h"
#include "store/question_thread.h"

namespace onsale::store {

class PgReader {
 public:
  PgReader(PgOptions options, const std::atomic<std::uint64_t>& known);
  ~PgReader();
  PgReader(const PgReader&) = delete;
  PgReader& operator=(const PgReader&) = delete;

  // The most short questions that wait.
  static constexpr std::size_t kWaitersMax = 4096;
  void Ask(std::unique_ptr<Question> question, std::stop_token stop);
  // Begins the shutdown: after the current short question, all waiting ones are refused.
  void End();

 private:
  using Result = std::expected<void, StoreError>;

  void Loop();
  void FinishAll(const StoreError& error);
  Result Read(Question& question);

  const PgOptions options_;
  const std::atomic<std::uint64_t>& known_;
  std::shared_ptr<PgConnection> connection_;  // used by the thread only; null until needed

  base::Mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::unique_ptr<Question>> waiting_ ONSALE_GUARDED_BY(mutex_);
  bool stopping_ ONSALE_GUARDED_BY(mutex_) = false;

  QuestionThread long_questions_;
  std::thread thread_;
};

}  // namespace onsale::store
