// Group commit: makes decided batches durable, then calls their `done`.
//
// Shape:    all batches decided before a sync begins share one frame, one write and one sync, up to
//           CommitBounds::frame_bytes; the others go into the next frame. A batch that changed
//           nothing waits for the batches before it, because it may have read their changes; if
//           there are none, it is done at once.
// Owner:    owns the writer and the thread; the destructor finishes pending batches.
// Threads:  Push from one thread at a time; it blocks while more than CommitBounds::pending_bytes
//           are pending, so that a slow disk does not fill the memory. `on_durable`, then each
//           batch's `done` in order, run on the owned thread; `done` of a batch that is done at
//           once runs on the pushing thread.
// Errors:   after a failed write, that frame's batches and all later ones end with kUnknownOutcome:
//           the rows in memory are ahead of the disk, and after a failed sync the content of the
//           disk is unknown.
#pragma once

#include <atomic>
#include <condition_variable>
#include <thread>

#include "base/mutex.h"
#include "store/decided_log.h"
#include "store/embedded/journal/commit_bounds.h"
#include "store/embedded/journal/commit_group.h"

namespace onsale::store {

class CommitThread {
 public:
  using OnDurable = std::function<void(const JournalEnd&, const Published&)>;

  // `decided` may be null.
  CommitThread(std::unique_ptr<JournalWriter> writer, OnDurable on_durable,
               CommitBounds bounds = {}, DecidedLog* decided = nullptr);
  ~CommitThread();
  CommitThread(const CommitThread&) = delete;
  CommitThread& operator=(const CommitThread&) = delete;

  void Push(PendingCommit commit);
  // The number of the last durable commit. Batches pushed after this call get a higher number.
  std::uint64_t durable() const { return durable_.load(std::memory_order_relaxed); }
  // How long the frames took, from their write to the end of their sync.
  const base::TimeHistogram& syncs() const { return syncs_; }
  // Makes every later Push end with this error. Call on the pushing thread.
  void Break(const StoreError& error);
  // Finishes pending batches and ends the thread. False if a write has failed since the start.
  bool Stop();

 private:
  void Loop();
  CommitGroup TakePending() ONSALE_REQUIRES(mutex_);
  void Finish(CommitGroup group);
  void Write(CommitGroup& group);
  void LogDecided(const CommitGroup& group, bool writes) const;

  const std::unique_ptr<JournalWriter> writer_;  // used only by the thread
  const OnDurable on_durable_;
  const CommitBounds bounds_;
  DecidedLog* const decided_;
  std::optional<StoreError> failed_;  // used only by the thread, until it has ended
  base::TimeHistogram syncs_;         // counted by the thread

  base::Mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable space_;  // notified when pending_bytes_ decreases
  CommitGroup pending_ ONSALE_GUARDED_BY(mutex_);
  // The sum of the sizes of the frames in pending_.
  std::size_t pending_bytes_ ONSALE_GUARDED_BY(mutex_) = 0;
  // The number of pushed batches whose `done` has not returned.
  std::size_t unfinished_ ONSALE_GUARDED_BY(mutex_) = 0;
  // Whether failed_ is set or about to be set.
  bool broken_ ONSALE_GUARDED_BY(mutex_) = false;
  std::optional<StoreError> break_with_ ONSALE_GUARDED_BY(mutex_);
  bool stopping_ ONSALE_GUARDED_BY(mutex_) = false;

  std::atomic<std::uint64_t> durable_;
  std::thread thread_;
};

}  // namespace onsale::store
