#include "store/embedded/journal/commit_thread.h"

#include <algorithm>
#include <utility>

#include "base/assert.h"
#include "base/thread_name.h"

namespace onsale::store {

CommitThread::CommitThread(std::unique_ptr<JournalWriter> writer, OnDurable on_durable,
                           CommitBounds bounds, DecidedLog* decided)
    : writer_(std::move(writer)),
      on_durable_(std::move(on_durable)),
      bounds_(bounds),
      decided_(decided),
      durable_(writer_->end().last.commit_number) {
  thread_ = std::thread([this] { Loop(); });
}

CommitThread::~CommitThread() {
  Stop();
}

bool CommitThread::Stop() {
  {
    const base::MutexLock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
  return !failed_;
}

void CommitThread::Push(PendingCommit commit) {
  {
    base::MutexLock lock(mutex_);
    while (pending_bytes_ > bounds_.pending_bytes) lock.Wait(space_);
    const bool at_once = commit.OnlyReads() && unfinished_ == 0 && !broken_;
    if (!at_once) {
      pending_bytes_ += commit.frame.size();
      pending_.push_back(std::move(commit));
      // The thread waits only if no batch is unfinished, so only the first one must wake it.
      if (++unfinished_ == 1) wake_.notify_one();
      return;
    }
  }
  commit.committed.commit_number = durable();
  if (decided_ != nullptr) decided_->AppendReads(durable(), commit.decided);
  commit.done(std::move(commit.committed));
}

void CommitThread::Break(const StoreError& error) {
  const base::MutexLock lock(mutex_);
  if (!break_with_) break_with_ = error;
  broken_ = true;
}

void CommitThread::Loop() {
  base::NameThisThread("journal");
  base::MutexLock lock(mutex_);
  for (;;) {
    while (!stopping_ && pending_.empty()) lock.Wait(wake_);
    if (pending_.empty()) return;
    CommitGroup group = TakePending();
    if (break_with_ && !failed_) failed_ = break_with_;
    lock.Unlock();
    space_.notify_one();
    const std::size_t size = group.size();
    Finish(std::move(group));
    lock.Lock();
    ONSALE_ASSERT(unfinished_ >= size);
    unfinished_ -= size;
    broken_ = failed_ || break_with_;
  }
}

CommitGroup CommitThread::TakePending() {
  CommitGroup group = TakeGroup(pending_, bounds_.frame_bytes);
  for (const PendingCommit& commit : group) {
    ONSALE_ASSERT(pending_bytes_ >= commit.frame.size());
    pending_bytes_ -= commit.frame.size();
  }
  ONSALE_ASSERT(!pending_.empty() || pending_bytes_ == 0);
  return group;
}

void CommitThread::Finish(CommitGroup group) {
  if (!failed_) Write(group);
  for (PendingCommit& commit : group) {
    if (failed_) {
      commit.done(std::unexpected(*failed_));
    } else {
      commit.committed.commit_number = durable();
      commit.done(std::move(commit.committed));
    }
  }
}

void CommitThread::Write(CommitGroup& group) {
  const bool only_reads = std::ranges::all_of(group, &PendingCommit::OnlyReads);
  if (decided_ != nullptr) LogDecided(group, !only_reads);
  if (only_reads) return;
  const auto begun = std::chrono::steady_clock::now();
  if (auto done = AppendGroup(*writer_, group); !done) {
    failed_ = StoreError{StoreErrorCode::kUnknownOutcome,
                         done.error().Text() + "; every acknowledged change, up to commit " +
                             std::to_string(writer_->end().last.commit_number) + ", is safe"};
    return;
  }
  const auto took =
      std::chrono::duration_cast<base::Duration>(std::chrono::steady_clock::now() - begun);
  syncs_.CountAlone(took);
  for (PendingCommit& commit : group) commit.committed.times.sync = took;
  ONSALE_ASSERT(writer_->end().last.commit_number == durable() + 1);
  durable_.store(writer_->end().last.commit_number, std::memory_order_relaxed);
  on_durable_(writer_->end(), group.back().published);
}

void CommitThread::LogDecided(const CommitGroup& group, bool writes) const {
  std::string batches;
  for (const PendingCommit& commit : group) batches += commit.decided;
  writes ? decided_->AppendWrites(durable() + 1, batches)
         : decided_->AppendReads(durable(), batches);
}

}  // namespace onsale::store
