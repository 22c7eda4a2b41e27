// Answers long questions beside a sale, one at a time, each on a thread of its own.
//
// Owner:    owns the thread; the destructor stops a question that is being read.
// Threads:  Start from any thread. `open` and Read run on the owned thread; Finish runs there, too,
//           or before Start returns.
// Errors:   kConflict while another question is being read; kUnavailable if no thread can be
//           started; those of `open` and Read.
#pragma once

#include <functional>
#include <stop_token>

#include "base/task_thread.h"
#include "store/question.h"
#include "store/table_reader.h"

namespace onsale::store {

class QuestionThread {
 public:
  // Opens tables that include every commit durable at the call. Their queries fail soon after a
  // stop request.
  using Open =
      std::function<std::expected<std::unique_ptr<TableReader>, StoreError>(std::stop_token stop)>;

  explicit QuestionThread(Open open) : open_(std::move(open)) {}
  ~QuestionThread() { ending_.request_stop(); }
  QuestionThread(const QuestionThread&) = delete;
  QuestionThread& operator=(const QuestionThread&) = delete;

  void Start(std::unique_ptr<Question> question, std::stop_token stop);

 private:
  std::expected<void, StoreError> Read(Question& question, const std::stop_token& stop) const;

  const Open open_;
  std::stop_source ending_;
  base::TaskThread tasks_;
};

}  // namespace onsale::store
