// Collects commands into batches, gives them to the store, and hands the outcomes back.
//
// Shape:    group commit by itself: while the store's window is full, what arrives becomes the next
//           batch. A batch is decided by the thread that brings work while nobody else is deciding,
//           so that no request waits for another thread to wake up before it is decided. When
//           nothing arrives, the engine's own thread commits an empty batch whenever time asks.
// Owner:    the store must outlive the engine; a mailbox must outlive the jobs that name it.
// Threads:  Submit, ReadLedger and Audit from any thread; mailboxes are called on a thread of the store or
//           on one that submits, even before its Submit returns.
// Errors:   Submit takes only what fits in the queue. A store that can no longer be trusted
//           (kUnknownOutcome, kGivenUp, kCorrupt) is reported to `on_failure` once, on a thread of
//           the store; from then on every job is answered with that error.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <span>
#include <thread>
#include <vector>

#include "base/mutex.h"
#include "store/store.h"

namespace onsale::engine {

// Where an answer stands among those of the same commit: by time, batch, place. Of several nodes the
// first batch of a commit has made it; the others only looked.
struct Position {
  base::Time at;            // when it was decided
  std::uint64_t batch = 0;  // in which batch of this engine, counted from its start
  std::uint32_t place = 0;  // where in that batch
};

struct Delivery {
  std::uint64_t tag = 0;    // the job's
  std::uint64_t batch = 0;  // the commit it was part of
  std::expected<domain::Outcome, store::StoreError> outcome;
  Position position = {};
};

// Where outcomes go. Called once per batch and mailbox, with everything that is for it.
//
// Requires: whoever empties the mailbox calls Submit afterwards, with new jobs or without any: jobs
//           that waited for this batch to end become the next one then.
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
  std::size_t queue_max = 65'536;  // jobs accepted and not yet in a batch
  std::size_t batch_max = 4'096;   // jobs in a batch
};

class Engine {
 public:
  Engine(store::Store& store, const base::Clock& clock, EngineOptions options,
         std::function<void(const store::StoreError&)> on_failure);
  // Finishes what was accepted, then stops.
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Takes the first n jobs, all that fit, and returns n. The rest is the caller's to refuse.
  std::size_t Submit(std::span<Job> jobs);
  void ReadLedger(store::LedgerQuery query, store::LedgerDone done);
  void Audit(std::stop_token stop, store::AuditDone done) {
    store_.Audit(std::move(stop), std::move(done));
  }
  domain::CatalogPtr catalog() const { return store_.catalog(); }

  // One command, for start-up and tests: waits for its outcome.
  std::expected<domain::Outcome, store::StoreError> Run(domain::Command command);

 private:
  struct Address {
    Mailbox* mailbox;
    std::uint64_t tag;
  };

  void Loop();
  void Pump() ONSALE_REQUIRES(mutex_);
  bool ShouldCommit() const ONSALE_REQUIRES(mutex_);
  base::Time WakeAt() const ONSALE_REQUIRES(mutex_);
  struct Batch {
    std::uint64_t number = 0;
    std::vector<Job> jobs;
  };
  struct Addresses {
    std::uint64_t batch = 0;
    std::vector<Address> list;  // of its jobs, in their order
  };

  Batch TakeBatch() ONSALE_REQUIRES(mutex_);
  void Commit(Batch batch, const std::optional<store::StoreError>& failed);
  void OnCommitted(const Addresses& addresses,
                   std::expected<store::Committed, store::StoreError> result);
  void EndBatch(std::optional<base::Time> next_due, bool has_mail);
  void NoteFailure(const store::StoreError& error);

  store::Store& store_;
  const base::Clock& clock_;
  const EngineOptions options_;
  const std::function<void(const store::StoreError&)> on_failure_;

  base::Mutex mutex_;
  std::condition_variable wake_;  // of the engine's own thread
  std::vector<Job> queue_ ONSALE_GUARDED_BY(mutex_);
  bool pumping_ ONSALE_GUARDED_BY(mutex_) =
      false;  // some thread is in Pump, and will see whatever is queued
  std::uint64_t batches_ ONSALE_GUARDED_BY(mutex_) = 0;  // taken so far
  std::size_t in_flight_ ONSALE_GUARDED_BY(mutex_) = 0;  // batches given to the store and not back
  std::size_t delivering_ ONSALE_GUARDED_BY(mutex_) =
      0;  // batches back, whose outcomes are being delivered
  std::optional<base::Time> next_due_ ONSALE_GUARDED_BY(mutex_);
  base::Time wake_at_
      ONSALE_GUARDED_BY(mutex_);  // when the engine's own thread will look at the time again
  std::optional<store::StoreError> failed_ ONSALE_GUARDED_BY(mutex_);
  bool stopping_ ONSALE_GUARDED_BY(mutex_) = false;

  std::thread thread_;
};

}  // namespace onsale::engine
