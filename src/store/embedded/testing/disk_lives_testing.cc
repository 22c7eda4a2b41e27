#include "store/embedded/testing/disk_lives_testing.h"

#include <algorithm>
#include <array>

#include "store/store_contract_testing.h"

namespace onsale::store {
namespace {

constexpr base::Time kFirstLife(std::chrono::days(30));
constexpr std::size_t kLoggedOperations = 25;

std::string Text(const FaultyDisk::Faults& faults) {
  if (faults.fail_at == UINT64_MAX) return "no faults";
  const char* const what = faults.fails == FaultyDisk::Fails::kOnce ? "fails once"
                           : faults.fails == FaultyDisk::Fails::kEverything
                               ? "fails from then on"
                               : "is full from then on";
  return "the disk " + std::string(what) + " at operation " + std::to_string(faults.fail_at);
}

}  // namespace

void DiskLives::Blame(const std::string& what) {
  if (wrong_.empty()) wrong_ = what + "\n" + story_;
}

void DiskLives::Live(const FaultyDisk::Faults& faults, int steps) {
  ++lives_;
  Tell("life " + std::to_string(lives_) + ", " + Text(faults));
  rest_.disk.ForgetUnnamed();
  auto recorded = faults;
  recorded.record = true;
  Machine machine(directory_, recorded, rest_.disk);
  const bool started = Start(machine);
  if (started) Sell(machine, steps);
  machine.Stop();
  const std::uint64_t end = CutShort(machine.disk().log(), faults.fail_at);
  // A start that was refused has acknowledged nothing.
  if (started) rest_.acknowledged = rest_.promises.AcknowledgedBy(end);
  Tell("killed before operation " + std::to_string(end) + " of " + std::to_string(operations_) +
       ", with commit " + std::to_string(rest_.acknowledged) + " acknowledged");
}

void DiskLives::LiveWell() {
  Tell("a last life without faults");
  Machine machine(directory_, {}, rest_.disk);
  if (!Start(machine)) return;
  Sell(machine, 2);
  if (auto complaint = machine.TablesComplaint(); !complaint.empty()) Blame(complaint);
}

bool DiskLives::Start(Machine& machine) {
  const auto found = machine.Start();
  if (!found) {
    Tell("the start was refused: " + found.error().detail);
    const bool may =
        machine.disk().HasFailed() && found.error().code == StoreErrorCode::kUnavailable;
    if (!may || found.error().detail.empty())
      Blame("a start was refused although the disk did not fail");
    return false;
  }
  Tell("found commit " + std::to_string(found->commit_number));
  if (auto wrong = rest_.promises.Complaint(*found, rest_.acknowledged); !wrong.empty())
    Blame(wrong);
  rest_.promises.GoOnFrom(
      *found, {.acknowledged = rest_.acknowledged, .operations = machine.disk().operations()});
  return true;
}

void DiskLives::Sell(Machine& machine, int steps) {
  BusySale sale(random_(), kFirstLife + std::chrono::days(lives_));
  while (steps-- > 0) {
    if (sale.RunStep(machine, rest_.promises)) continue;
    Tell("the store has failed");
    if (CommitAndWait(machine.store(), {})) Blame("a failed store acknowledged a commit");
    return;
  }
  if (!machine.disk().HasFailedToSync("/sale.db")) return;
  // The store reports the failure at the latest after a second ledger query.
  for (int i = 0; i < 2; ++i) (void)ReadLedgerAndWait(machine.store(), {.user = ContractUser("x")});
  if (CommitAndWait(machine.store(), {}))
    Blame("the store continues after a failed sync of sale.db");
}

std::uint64_t DiskLives::CutShort(const std::vector<DiskOperation>& log, std::uint64_t failed_at) {
  operations_ = log.size();
  // Chooses moments after a fault more often than moments before it.
  const std::uint64_t from = failed_at < log.size() && random_() % 4 > 0 ? failed_at : 0;
  const std::uint64_t end = from + random_() % (log.size() - from + 1);
  for (std::uint64_t i = 0; i < end; ++i) {
    rest_.disk.Apply(log[i]);
    if (end - i <= kLoggedOperations) Tell("  " + std::to_string(i) + " " + log[i].Text());
  }
  return end;
}

void DiskLives::LoseThePower() {
  const std::uint64_t seed = random_();
  Tell("power cut, seed " + std::to_string(seed));
  rest_.disk = rest_.disk.AfterPowerCut(seed);
}

void DiskLives::LiveByChance() {
  using Fails = FaultyDisk::Fails;
  for (int life = 0; life < 3; ++life) {
    if (random_() % 2 == 0) LoseThePower();
    FaultyDisk::Faults faults;
    if (random_() % 4 > 0) {
      faults.fail_at = random_() % 250;
      faults.fails = std::array{Fails::kOnce, Fails::kEverything, Fails::kGrowth}[random_() % 3];
      faults.error_number = faults.fails == Fails::kGrowth ? ENOSPC : EIO;
    }
    Live(faults, static_cast<int>(1 + random_() % 9));
    if (!wrong_.empty()) return;
  }
  if (random_() % 4 > 0) LoseThePower();
  LiveWell();
}

}  // namespace onsale::store
