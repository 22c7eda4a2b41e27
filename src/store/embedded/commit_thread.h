// Makes decided batches durable, one after the other, and only then says so.
//
// Owner:    the writer and the thread; what is still pending is finished in the destructor.
// Threads:  Push from one thread. `on_durable`, then the batch's `done`, on the thread inside.
// Errors:   once a write fails, that batch and all later ones end with kUnknownOutcome: what is in
//           memory is ahead of what is on disk, and after a failed sync nothing tells what is on
//           disk.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "store/embedded/journal_writer.h"
#include "store/store.h"

namespace onsale::store {

struct PendingCommit {
  std::string frame;  // header space and rows; empty if nothing changed
  Committed committed;
  domain::CatalogPtr catalog;
  CommitDone done;
};

class CommitThread {
 public:
  using OnDurable = std::function<void(const JournalEnd&, const domain::CatalogPtr&)>;

  CommitThread(std::unique_ptr<JournalWriter> writer, OnDurable on_durable);
  ~CommitThread();
  CommitThread(const CommitThread&) = delete;
  CommitThread& operator=(const CommitThread&) = delete;

  void Push(PendingCommit commit);
  // Finishes what is pending and ends the thread; whether every write so far has succeeded.
  bool Stop();

 private:
  void Loop();
  void Finish(PendingCommit commit);

  const std::unique_ptr<JournalWriter> writer_;  // the thread's
  const OnDurable on_durable_;
  std::optional<StoreError> failed_;  // the thread's, until it has ended

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<PendingCommit> pending_;  // guarded by mutex_
  bool stopping_ = false;              // guarded by mutex_

  std::thread thread_;
};

}  // namespace onsale::store
