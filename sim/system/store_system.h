// The system under test that runs on one thread: the rules, the rows in memory, the journal and its
// recovery.
//
// Shape:    does the work of the embedded store and its commit thread in the same order and with
//           their parts: DecideBatch over MemoryRows, changes into a frame, several batches into
//           one frame, JournalWriter; after a cut or a stop ReplayJournal into fresh rows.
// Threads:  one.
#pragma once

#include "sim/system/sim_files.h"
#include "sim/system/system_under_test.h"
#include "store/embedded/journal/journal_writer.h"

namespace onsale::sim {

class StoreSystem final : public SystemUnderTest {
 public:
  explicit StoreSystem(const WorldPlan& plan);

  std::expected<StepResult, std::string> Play(Step step) override;
  std::expected<void, std::string> Rest(const Look& look) override;

  SimFiles& files() { return files_; }

 private:
  struct Pending {
    Batch batch;
    std::string frame;  // the batch as a journal frame; empty if no row changed
  };

  void Decide(const Step& step);
  // Decides a batch over the current rows. False if more is due than one batch may hold.
  bool DecideOnce(Pending& pending);
  // Writes the pending batches as one frame. False if none of them changed a row.
  store::Io<bool> Write();
  std::expected<StepResult, std::string> Settle(Fate fate, std::uint64_t cut_seed);
  std::expected<StepResult, std::string> Cut(Fate fate, std::uint64_t cut_seed);
  std::expected<void, std::string> Start(std::uint64_t cut_seed);
  std::expected<void, std::string> StartOnce();
  StepResult Hand(bool durable);

  const std::uint64_t segment_bytes_;
  const bool undo_;
  const domain::Limits limits_;
  const base::HashKey hash_key_;
  SimFiles files_{SimFiles::Directories::kNowhere};
  const store::JournalDirectory journal_{.files = &files_, .directory = "/journal"};
  std::unique_ptr<store::MemoryRows> rows_;
  std::unique_ptr<store::JournalWriter> writer_;
  base::Time last_now_;
  std::vector<Pending> pending_;
};

}  // namespace onsale::sim
