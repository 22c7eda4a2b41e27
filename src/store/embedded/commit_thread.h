// Makes decided batches durable and only then says so: group commit.
//
// Shape:    everything decided by the time a sync begins becomes one frame, one write and one sync,
//           as far as it fits into CommitBounds::frame_bytes; the rest is the next frame.
//           A batch that changed nothing waits for those before it, since it may have read what they
//           changed; with none before it, it is done at once.
// Owner:    the writer and the thread; what is still pending is finished in the destructor.
// Threads:  Push from one thread at a time; it waits while more than CommitBounds::pending_bytes are
//           pending, so that a disk that is slower than the rules does not fill the memory.
//           `on_durable`, then each batch's `done` in order, on the
//           thread inside; a batch that is done at once, on the thread that pushes.
// Errors:   once a write fails, that frame's batches and all later ones end with kUnknownOutcome:
//           what is in memory is ahead of what is on disk, and after a failed sync nothing tells what
//           is on disk.
#pragma once

#include <atomic>
#include <condition_variable>
#include <thread>
#include <vector>

#include "base/mutex.h"
#include "store/embedded/journal_writer.h"
#include "store/store.h"

namespace onsale::store {

struct PendingCommit {
  std::string frame;    // header space and rows; empty if nothing changed
  Committed committed;  // all but the batch's number, which is that of its frame
  domain::CatalogPtr catalog;
  CommitDone done;
};

// Of bytes of changed rows. One batch may be larger than either.
struct CommitBounds {
  std::size_t frame_bytes = std::size_t{16} << 20;
  std::size_t pending_bytes = std::size_t{64} << 20;
};

class CommitThread {
 public:
  using OnDurable = std::function<void(const JournalEnd&, const domain::CatalogPtr&)>;

  CommitThread(std::unique_ptr<JournalWriter> writer, OnDurable on_durable,
               CommitBounds bounds = {});
  ~CommitThread();
  CommitThread(const CommitThread&) = delete;
  CommitThread& operator=(const CommitThread&) = delete;

  void Push(PendingCommit commit);
  // The number of the last durable frame. What is pushed after this was asked gets a higher one, if
  // it changes anything.
  std::uint64_t durable() const { return durable_.load(std::memory_order_relaxed); }
  // What is pushed from now on ends with this error. For whoever pushes.
  void Break(const StoreError& error);
  // Finishes what is pending and ends the thread; whether every write so far has succeeded.
  bool Stop();

 private:
  using Group = std::vector<PendingCommit>;

  void Loop();
  Group TakeGroup() ONSALE_REQUIRES(mutex_);
  Group::iterator EndOfFrame() ONSALE_REQUIRES(mutex_);
  void Finish(Group group);
  void Write(Group& group);

  const std::unique_ptr<JournalWriter> writer_;  // the thread's
  const OnDurable on_durable_;
  const CommitBounds bounds_;
  std::optional<StoreError> failed_;  // the thread's, until it has ended

  base::Mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable space_;  // fewer bytes are pending
  Group pending_ ONSALE_GUARDED_BY(mutex_);
  std::size_t pending_bytes_ ONSALE_GUARDED_BY(mutex_) = 0;  // of the frames in pending_
  std::size_t unfinished_ ONSALE_GUARDED_BY(mutex_) = 0;     // pushed, and `done` has not returned
  bool broken_ ONSALE_GUARDED_BY(mutex_) = false;            // failed_ is set, or about to be
  std::optional<StoreError> break_with_ ONSALE_GUARDED_BY(mutex_);
  bool stopping_ ONSALE_GUARDED_BY(mutex_) = false;

  std::atomic<std::uint64_t> durable_;
  std::thread thread_;
};

}  // namespace onsale::store
