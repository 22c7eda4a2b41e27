#include "store/embedded/commit_thread.h"

namespace onsale::store {

CommitThread::CommitThread(std::unique_ptr<JournalWriter> writer, OnDurable on_durable)
    : writer_(std::move(writer)), on_durable_(std::move(on_durable)) {
  thread_ = std::thread([this] { Loop(); });
}

CommitThread::~CommitThread() {
  Stop();
}

bool CommitThread::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
  return !failed_;
}

void CommitThread::Push(PendingCommit commit) {
  {
    const std::lock_guard lock(mutex_);
    pending_.push_back(std::move(commit));
  }
  wake_.notify_one();
}

void CommitThread::Loop() {
  for (;;) {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return stopping_ || !pending_.empty(); });
    if (pending_.empty()) return;
    PendingCommit commit = std::move(pending_.front());
    pending_.pop_front();
    lock.unlock();
    Finish(std::move(commit));
  }
}

void CommitThread::Finish(PendingCommit commit) {
  if (!failed_ && !commit.frame.empty()) {
    if (auto done = writer_->Append(commit.frame, commit.committed.now); !done) {
      failed_ = StoreError{StoreErrorCode::kUnknownOutcome,
                           done.error().Text() + "; nothing was acknowledged after batch " +
                               std::to_string(writer_->end().last.batch)};
    } else {
      on_durable_(writer_->end(), commit.catalog);
    }
  }
  if (failed_) return commit.done(std::unexpected(*failed_));
  commit.done(std::move(commit.committed));
}

}  // namespace onsale::store
