// The system under test with the real engine and embedded store: their threads, the journal,
// sale.db and its fold.
//
// Shape:    each batch is awaited, so that outcomes do not depend on the threads. The journal and
//           sale.db are on one disk in memory, which can lose power; only the store's locks are in
//           a real directory. Sometimes a transaction reads sale.db, and some stops have no time to
//           fold. Rest also runs the store's own audit.
// Threads:  one; the engine and the store have their own.
#pragma once

#include <condition_variable>

#include "base/mutex.h"
#include "engine/engine.h"
#include "sim/chance.h"
#include "sim/system/system_under_test.h"
#include "store/embedded/embedded_store.h"
#include "store/embedded/testing/faulty_vfs_testing.h"

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
  // Ends the process at once, and with a power cut the reader's.
  void Die(const Step& step);
  std::expected<void, std::string> Start();
  void Stop();
  // Begins a transaction that reads sale.db, as another program may, or ends it.
  void ToggleReader();
  std::expected<void, std::string> Audit();
  // The writes of journal frames since the last call.
  std::vector<store::DiskOperation> TakeFrames();
  // Whether the disk has all bytes of this write.
  bool IsOnDisk(const store::DiskOperation& write);

  const std::string directory_;
  const std::uint64_t segment_bytes_;
  const std::uint64_t frame_bytes_;
  const std::uint64_t read_ahead_;
  const domain::Limits limits_;
  const base::HashKey hash_key_;
  store::FaultyDisk disk_{{.record = true}};
  store::FaultyVfs vfs_{disk_};
  base::ManualClock clock_{kWorldStart};
  Chance chance_;
  base::Time last_now_ = kWorldStart;
  // The earliest time for the clock after a restart: the store then knows only the times in its
  // rows.
  base::Time floor_;
  std::vector<store::DiskOperation> frames_;  // of the last Run
  std::unique_ptr<store::Connection> reader_;
  std::unique_ptr<store::EmbeddedStore> store_;
  std::unique_ptr<engine::Engine> engine_;

  base::Mutex mutex_;
  std::condition_variable arrived_;
  std::vector<engine::Delivery> deliveries_ ONSALE_GUARDED_BY(mutex_);
};

}  // namespace onsale::sim
