#include "store/question_thread.h"

#include <sys/resource.h>
#include <unistd.h>

#include <memory>
#include <utility>

#include "base/thread_name.h"

namespace onsale::store {
namespace {

// Lowers the priority of the calling thread, so that the sale takes precedence. On Linux,
// PRIO_PROCESS with a thread id affects that thread alone.
void LowerPriority() {
  constexpr int kNice = 10;
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kNice);
}

}  // namespace

void QuestionThread::Start(std::unique_ptr<Question> question, std::stop_token stop) {
  // Shared with the task, because Run destroys a task that it does not start.
  const std::shared_ptr<Question> asked(std::move(question));
  const auto started = tasks_.Run([this, stop = std::move(stop), asked] {
    return [asked, read = Read(*asked, stop)]() mutable { asked->Finish(std::move(read)); };
  });
  switch (started) {
    case base::TaskThread::Start::kStarted:
      return;
    case base::TaskThread::Start::kBusy:
      return asked->Finish(std::unexpected(
          StoreError{StoreErrorCode::kConflict, "another long question is being read"}));
    case base::TaskThread::Start::kNoThread:
      return asked->Finish(std::unexpected(StoreError{
          StoreErrorCode::kUnavailable, "the system cannot start a thread for a long question"}));
  }
}

std::expected<void, StoreError> QuestionThread::Read(Question& question,
                                                     const std::stop_token& stop) const {
  base::NameThisThread("long question");
  LowerPriority();
  std::stop_source either;
  const auto end = [&either] { either.request_stop(); };
  const std::stop_callback when_asked(stop, end);
  const std::stop_callback when_ending(ending_.get_token(), end);
  const auto tables = open_(either.get_token());
  if (!tables) return std::unexpected(tables.error());
  return question.Read(**tables);
}

}  // namespace onsale::store
