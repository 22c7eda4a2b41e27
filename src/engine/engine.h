// Collects commands into batches, commits them to the store, and delivers the outcomes.
//
// Shape:    group commit: jobs that arrive while the store's window is full form the next batch.
//           The submitting thread commits its batch itself unless another thread is committing, so
//           a job does not wait for a thread to wake up. Without jobs, the engine's own thread
//           commits an empty batch when something is due.
// Owner:    the store must outlive the engine; a mailbox must outlive the jobs that name it.
// Threads:  Submit, Ask and turns from any thread. Mailboxes are called on a store's thread, on the
//           engine's own, or on a submitting thread, possibly before its Submit returns.
// Errors:   Submit takes only as many jobs as fit in the queue. If a batch fails with
//           kUnknownOutcome, kAbandoned or kCorrupt, the stored data can no longer be trusted, and
//           with kOutdated it is a newer version's: the first such error is reported to
//           `on_failure`, on the thread that delivers the batch, and every later job gets that
//           error.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <span>
#include <thread>
#include <vector>

#include "base/histogram.h"
#include "base/mutex.h"
#include "store/question.h"

namespace onsale::engine {

// The order of an outcome among the outcomes of one commit: by time, then engine batch, then index.
// With several nodes, the batch that wrote the commit comes first; batches that only read it
// follow.
struct AnswerOrder {
  base::Time at;                   // the time at which the batch was decided
  std::uint64_t engine_batch = 0;  // store::Committed::batch
  std::uint32_t index = 0;         // the command's index in the batch
};

struct Delivery {
  std::uint64_t tag = 0;  // the job's tag
  std::uint64_t commit_number = 0;
  std::expected<domain::Outcome, store::StoreError> outcome;
  AnswerOrder position = {};
  store::CommitTimes times = {};  // of the batch
};

// What the engine has done since its start. Any thread may read it.
struct EngineFigures {
  base::TimeHistogram commits;   // from giving a batch to the store to its result
  base::BatchHistogram batches;  // commands in a batch; 0 of one for what is due
};

// Receives outcomes: Deliver is called once per batch that has jobs for the mailbox, with all
// outcomes of that batch for it.
//
// Requires: the reader of the mailbox calls Submit afterwards, with or without new jobs: that call
//           commits the jobs that were queued while this batch was in flight.
class Mailbox {
 public:
  virtual ~Mailbox() = default;
  virtual void Deliver(std::vector<Delivery> deliveries) = 0;
};

struct Job {
  domain::Command command;
  Mailbox* reply_to = nullptr;
  std::uint64_t tag = 0;
};

struct EngineOptions {
  std::size_t queue_max = 65'536;  // jobs accepted but not in a batch yet
  std::size_t batch_max = 4'096;   // jobs in one batch
};

class Engine {
 public:
  Engine(store::Store& store, const base::Clock& clock, EngineOptions options,
         std::function<void(const store::StoreError&)> on_failure);
  // Finishes all accepted jobs, then ends the engine's thread.
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Moves the first of `jobs` into the queue, as many as fit, and returns their number. The caller
  // must refuse the others. May also commit queued jobs on this thread.
  std::size_t Submit(std::span<Job> jobs);
  // Lets a question read the stored rows without a batch: see store::Store::Ask.
  void Ask(std::unique_ptr<store::Question> question, std::stop_token stop = {}) {
    store_.Ask(std::move(question), std::move(stop));
  }
  domain::CatalogPtr catalog() const { return store_.catalog(); }
  domain::AccessKeysPtr access_keys() const { return store_.access_keys(); }
  const EngineFigures& figures() const { return figures_; }
  // Commits whatever is due now, because the clock was set or accepted: due times in the engine are
  // of the clock as it was.
  void PassTime();

  // How often the engine's own thread has looked for work, at least once a second while it works.
  std::uint64_t turns() const { return turns_.load(std::memory_order_relaxed); }

  // Submits one command and waits for its outcome; for start-up and tests.
  std::expected<domain::Outcome, store::StoreError> Run(domain::Command command);

 private:
  struct Address {
    Mailbox* mailbox;
    std::uint64_t tag;
  };

  void Loop();
  void CommitQueued() ONSALE_REQUIRES(mutex_);
  bool ShouldCommit() const ONSALE_REQUIRES(mutex_);
  base::Time WakeAt() const ONSALE_REQUIRES(mutex_);
  std::vector<Job> TakeBatch() ONSALE_REQUIRES(mutex_);
  void Commit(std::vector<Job> batch, const std::optional<store::StoreError>& failed);
  // `list` has the address of each job, in order.
  void OnCommitted(const std::vector<Address>& list,
                   std::expected<store::Committed, store::StoreError> result);
  void EndBatch(std::optional<base::Time> next_due, bool has_outcomes);
  void NoteFailure(const store::StoreError& error);

  store::Store& store_;
  const base::Clock& clock_;
  const EngineOptions options_;
  const std::function<void(const store::StoreError&)> on_failure_;
  EngineFigures figures_;

  base::Mutex mutex_;
  std::condition_variable wake_;  // wakes the engine's own thread
  std::vector<Job> queue_ ONSALE_GUARDED_BY(mutex_);
  // Whether a thread is in CommitQueued; that thread also commits jobs that are queued meanwhile.
  bool committing_ ONSALE_GUARDED_BY(mutex_) = false;
  // The number of batches that were given to the store and are not finished.
  std::size_t in_flight_ ONSALE_GUARDED_BY(mutex_) = 0;
  // The number of batches whose outcomes are being delivered.
  std::size_t delivering_ ONSALE_GUARDED_BY(mutex_) = 0;
  std::optional<base::Time> next_due_ ONSALE_GUARDED_BY(mutex_);
  // When the engine's own thread reads the clock next.
  base::Time wake_at_ ONSALE_GUARDED_BY(mutex_);
  std::optional<store::StoreError> failed_ ONSALE_GUARDED_BY(mutex_);
  bool stopping_ ONSALE_GUARDED_BY(mutex_) = false;

  std::atomic<std::uint64_t> turns_ = 0;

  std::thread thread_;
};

}  // namespace onsale::engine
