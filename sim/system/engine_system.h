// The system under test with the real engine and embedded store: their threads, the journal,
// sale.db and its fold.
//
// Shape:    each batch is awaited, so that outcomes do not depend on the threads. The journal's
//           disk is in memory and can lose power; sale.db is in a real directory, preferably on a
//           file system in memory. Sometimes a transaction reads sale.db, and some stops have no
//           time to fold. Rest also runs the store's own audit.
// Threads:  one; the engine and the store have their own.
#pragma once

#include <condition_variable>

#include "base/mutex.h"
#include "engine/engine.h"
#include "sim/chance.h"
#include "sim/system/sim_files.h"
#include "sim/system/system_under_test.h"
#include "store/embedded/embedded_store.h"

namespace onsale::sim {

class EngineSystem final : public SystemUnderTest, private engine::Mailbox {
 public:
  EngineSystem(const WorldPlan& plan, std::string directory);
  ~EngineSystem() override;

  std::expected<StepResult, std::string> Play(Step step) override;
  std::expected<void, std::string> Rest(const Look& look) override;

 private:
  void Deliver(std::vector<engine::Delivery> deliveries) override;

  // Submits the batch's commands and waits for the outcomes; false if the outcome of their commit
  // is unknown.
  std::expected<bool, std::string> Run(Batch& batch);
  std::expected<StepResult, std::string> PlayCrash(Step step);
  std::expected<void, std::string> Start();
  void Stop();
  // Begins a transaction that reads sale.db, as another program may, or ends it.
  void ToggleReader();
  std::expected<void, std::string> Audit();
  std::string TakeRows();

  const std::string directory_;
  const std::uint64_t segment_bytes_;
  const std::uint64_t frame_bytes_;
  const std::uint64_t read_ahead_;
  const domain::Limits limits_;
  const base::HashKey hash_key_;
  SimFiles files_{SimFiles::Directories::kReal};
  base::ManualClock clock_{kWorldStart};
  Chance chance_;
  base::Time last_now_ = kWorldStart;
  // The earliest time for the clock after a restart: the store then knows only the times in its
  // rows.
  base::Time floor_;
  std::unique_ptr<store::Connection> reader_;
  std::unique_ptr<store::EmbeddedStore> store_;
  std::unique_ptr<engine::Engine> engine_;

  base::Mutex mutex_;
  std::condition_variable arrived_;
  std::vector<engine::Delivery> deliveries_ ONSALE_GUARDED_BY(mutex_);
};

}  // namespace onsale::sim
