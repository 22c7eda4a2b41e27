// A sale on a faulty disk: what it promised, and whether a store that comes back keeps it.
//
// Shape:    a Machine is a disk with a store on it. A BusySale sends it batches and notes, for each,
//           the rows that it led to (as a digest) and when it was acknowledged.
// Threads:  one; the store has threads of its own.
#pragma once

#include <future>
#include <map>
#include <random>
#include <set>

#include "store/embedded/embedded_store.h"
#include "store/embedded/faulty_vfs_testing.h"

namespace onsale::store {

// Of all rows that rules read: equal digests, equal stores.
std::uint64_t DigestOf(const MemoryRows& rows);

// A store as it was found, or left.
struct Found {
  std::uint64_t batch = 0;
  std::uint64_t digest = 0;
};

class Promises {
 public:
  // From now on this is what is there, and whoever asked may have seen it.
  explicit Promises(const Found& start) { GoOnFrom(start, {}); }

  // A store was started and found this, which somebody may have seen once so many operations had
  // been begun. Until then no more than `acknowledged` was promised.
  struct Start {
    std::uint64_t acknowledged = 0;
    std::uint64_t operations = 0;
  };
  void GoOnFrom(const Found& found, const Start& start);

  // Noted in order; the last state of a batch is that batch's.
  void NoteState(const Found& state);
  // Rows that the next batch may lead to, since its commit ended with an unknown outcome.
  void NoteDoubt(std::uint64_t digest) { states_[settled_ + 1].insert(digest); }
  // The answer was given when so many operations had been begun.
  void NoteAcknowledged(std::uint64_t operations, std::uint64_t batch);

  // The last batch that was acknowledged by then.
  std::uint64_t AcknowledgedBy(std::uint64_t operations) const;
  // What is wrong with finding this, if `acknowledged` is the last batch acknowledged. Empty if
  // nothing is.
  std::string Complaint(const Found& found, std::uint64_t acknowledged) const;

 private:
  std::map<std::uint64_t, std::set<std::uint64_t>> states_;  // by batch
  std::uint64_t settled_ = 0;                                // the last batch but those in doubt
  std::map<std::uint64_t, std::uint64_t> acknowledged_;      // operations: the last batch
};

class Machine {
 public:
  Machine(std::string directory, const FaultyDisk::Faults& faults, DiskState disk = {})
      : directory_(std::move(directory)), disk_(faults, std::move(disk)) {}

  enum class End { kAsItIs, kFolded };
  // Opens the store, to be closed in that way. Time stands still for it until clock() is set.
  std::expected<Found, StoreError> Start(End end = End::kAsItIs);
  void Stop() { store_ = nullptr; }

  EmbeddedStore& store() { return *store_; }
  FaultyDisk& disk() { return disk_; }
  base::ManualClock& clock() { return clock_; }
  // What the rows are now; also before they are durable.
  std::uint64_t digest() const { return DigestOf(store_->rows()); }
  // What is wrong in the tables, once all is folded: wallets whose entries are not all there,
  // pages that do not fit together. Empty if nothing is.
  std::string TablesComplaint();

 private:
  EmbeddedOptions Options(End end);
  std::string LedgerComplaint();

  const std::string directory_;
  FaultyDisk disk_;
  FaultyVfs vfs_{disk_};
  base::ManualClock clock_{base::Time{}};
  std::unique_ptr<EmbeddedStore> store_;
};

class BusySale {
 public:
  BusySale(std::uint64_t seed, base::Time start) : random_(seed), now_(start) {}

  // Sends up to three batches at once and waits for their answers; now and then asks for what makes
  // the store fold. False once the store has failed.
  bool Turn(Machine& machine, Promises& promises);

 private:
  struct Sent;
  struct Held {
    domain::Credential caller;
    domain::ReservationId id;
  };
  std::vector<domain::Command> MakeBatch();
  domain::Command MakeCommand();
  base::Uuid FreshId();
  domain::Credential AnyCaller();
  std::optional<domain::Attempt> AnyAttempt(std::uint64_t call);
  Sent Send(Machine& machine);
  bool Finish(std::vector<Sent> sent, Promises& promises);
  void Learn(const domain::Outcome& outcome);
  bool OneIn(std::uint64_t n) { return random_() % n == 0; }

  std::mt19937_64 random_;
  base::Time now_;
  std::uint64_t turns_ = 0;
  std::size_t shows_ = 1;
  std::vector<domain::Credential> callers_;
  std::vector<Held> held_;
};

}  // namespace onsale::store
