// The system under test that runs on one thread: the rules, the rows in memory, the journal and its
// recovery.
//
// Shape:    does the work of the embedded store and its commit thread in the same order and with
//           their parts: DecideBatch over MemoryRows, changes into a frame, groups of batches
//           (commit_group.h), JournalWriter; after a crash or a stop ReplayJournal into fresh rows.
// Threads:  one.
#pragma once

#include "sim/system/system_under_test.h"
#include "store/embedded/journal/commit_group.h"
#include "store/embedded/testing/faulty_disk_testing.h"

namespace onsale::sim {

class StoreSystem final : public SystemUnderTest {
 public:
  explicit StoreSystem(const WorldPlan& plan);

  std::expected<StepResult, std::string> Play(Step step) override;
  std::expected<void, std::string> Rest(const Look& look) override;

  store::FaultyDisk& disk() { return disk_; }

 private:
  struct Pending {
    Batch batch;
    // The number of the first commit with which the batch is durable.
    std::uint64_t commit = UINT64_MAX;
  };

  void Decide(const Step& step);
  // Decides a batch over the current rows. False if more is due than one batch may hold.
  bool DecideOnce(Batch& batch, store::PendingCommit& commit);
  // Writes the pending batches in groups, each as one frame.
  store::Io<void> Write();
  // Lets this many more operations of the disk succeed and all later ones fail.
  void FailAfter(std::uint64_t operations) {
    disk_.Fail({.fail_at = disk_.operations() + operations});
  }
  std::expected<StepResult, std::string> Settle(Fate fate, std::uint64_t cut_seed);
  std::expected<StepResult, std::string> Crash(Fate fate, std::uint64_t cut_seed);
  std::expected<void, std::string> Start(std::uint64_t cut_seed);
  std::expected<void, std::string> StartOnce();
  // The pending batches, durable if their commit is `found` or an earlier one.
  StepResult Hand(std::uint64_t found);

  const std::uint64_t segment_bytes_;
  const std::uint64_t frame_bytes_;
  const bool undo_;
  const domain::Limits limits_;
  const base::HashKey hash_key_;
  store::FaultyDisk disk_;
  const store::JournalDirectory journal_;
  std::unique_ptr<store::MemoryRows> rows_;
  std::unique_ptr<store::JournalWriter> writer_;
  base::Time last_now_;
  std::vector<Pending> pending_;
  store::CommitGroup commits_;  // of the pending batches, in the same order
};

}  // namespace onsale::sim
