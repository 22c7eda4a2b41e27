// Runs a sale on a faulty disk, and checks that a restarted store has every acknowledged commit.
//
// Shape:    a Machine is a disk with a store on it. A BusySale sends it batches and records in
//           Promises, for each commit, a digest of the rows and when it was acknowledged.
// Threads:  one; the store has threads of its own.
#pragma once

#include <future>
#include <map>
#include <set>

#include "store/command_crowd_testing.h"
#include "store/embedded/embedded_store.h"
#include "store/embedded/testing/faulty_vfs_testing.h"

namespace onsale::store {

// A digest of all rows that rules read: equal digests mean equal rows.
std::uint64_t DigestOf(const MemoryRows& rows);

// What a store contains after a start or a commit: last commit and digest.
struct Found {
  std::uint64_t commit_number = 0;
  std::uint64_t digest = 0;
};

class Promises {
 public:
  // Begins with a store that has the state `start`.
  explicit Promises(const Found& start) { GoOnFrom(start, {}); }

  // What is known about a start of a store: the last commit acknowledged before it, and after how
  // many disk operations clients could read the state that it found.
  struct Start {
    std::uint64_t acknowledged = 0;
    std::uint64_t operations = 0;
  };
  void GoOnFrom(const Found& found, const Start& start);

  // Records the state after a batch. Call in order of batches: if several share a commit's number,
  // the last state is that of the commit.
  void NoteState(const Found& state);
  // Records that the next commit may have these rows, because a batch ended with an unknown
  // outcome.
  void NoteDoubt(std::uint64_t digest) { states_[settled_ + 1].insert(digest); }
  // Records that commit `commit` was acknowledged after `operations` disk operations.
  void NoteAcknowledged(std::uint64_t operations, std::uint64_t commit);

  // The last commit that was acknowledged by disk operation `operations`.
  std::uint64_t AcknowledgedBy(std::uint64_t operations) const;
  // What is wrong with a store that starts in the state `found` although commit `acknowledged` was
  // acknowledged; empty if nothing is.
  std::string Complaint(const Found& found, std::uint64_t acknowledged) const;

 private:
  std::map<std::uint64_t, std::set<std::uint64_t>> states_;  // possible digests, by commit
  std::uint64_t settled_ = 0;                                // the last commit with a known outcome
  std::map<std::uint64_t, std::uint64_t> acknowledged_;  // by number of operations: the last commit
};

class Machine {
 public:
  Machine(std::string directory, const FaultyDisk::Faults& faults, DiskState disk = {})
      : directory_(std::move(directory)), disk_(faults, std::move(disk)) {}

  enum class End { kAsItIs, kFolded };
  // Opens the store; `end` is how it will be closed. Its time stands still until clock() is set.
  std::expected<Found, StoreError> Start(End end = End::kAsItIs);
  // Begins or ends a transaction that reads sale.db, as a backup or a report does. It may continue
  // after the store has failed.
  void SetReader(bool reads);
  void Stop() {
    store_ = nullptr;
    SetReader(false);
  }

  EmbeddedStore& store() { return *store_; }
  FaultyDisk& disk() { return disk_; }
  base::ManualClock& clock() { return clock_; }
  // The digest of the rows in memory, durable or not.
  std::uint64_t digest() const { return DigestOf(store_->rows()); }
  // Folds all commits and returns the first error in the tables: missing ledger entries or damaged
  // pages. Empty if there is none.
  std::string TablesComplaint();

 private:
  EmbeddedOptions Options(End end);
  std::string LedgerComplaint();

  const std::string directory_;
  FaultyDisk disk_;
  FaultyVfs vfs_{disk_};
  std::unique_ptr<Connection> reader_;
  base::ManualClock clock_{base::Time{}};
  std::unique_ptr<EmbeddedStore> store_;
};

class BusySale {
 public:
  BusySale(std::uint64_t seed, base::Time start) : crowd_(seed, {}), now_(start) {}

  // Sends up to three batches at once and waits for their outcomes; sometimes reads a ledger, which
  // makes the store fold. False if the store has failed.
  bool RunStep(Machine& machine, Promises& promises);

 private:
  struct Sent;
  std::vector<domain::Command> MakeBatch();
  Sent Send(Machine& machine);
  bool Finish(std::vector<Sent> sent, Promises& promises);

  CommandCrowd crowd_;
  base::Time now_;
  std::uint64_t steps_ = 0;
};

}  // namespace onsale::store
