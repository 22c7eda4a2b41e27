// Runs a sale through many lives of its process on a faulty disk, and checks each start against the
// commits acknowledged before.
//
// Shape:    a life starts a store, checks its rows, sells under faults, and ends at some operation,
//           as if the process were killed: unsynced writes are then still in the system's cache.
//           LoseThePower drops these, too.
// Threads:  one.
#pragma once

#include "store/embedded/testing/sale_on_disk_testing.h"

namespace onsale::store {

class DiskLives {
 public:
  // What a life of the store left behind.
  struct Rest {
    DiskState disk;
    Promises promises;
    std::uint64_t acknowledged = 0;  // the last acknowledged commit
  };

  DiskLives(std::string directory, Rest start, std::uint64_t seed)
      : directory_(std::move(directory)), rest_(std::move(start)), random_(seed) {}

  // Runs a life of `steps` steps, or until the store fails.
  void Live(const FaultyDisk::Faults& faults, int steps);
  // Runs a life without faults, and checks the tables, too.
  void LiveWell();
  void LoseThePower();
  // Runs several lives and power cuts that the seed chooses.
  void LiveByChance();

  // The first error, with the steps that led to it; empty if there is none.
  const std::string& wrong() const { return wrong_; }
  // The number of disk operations in the last life.
  std::uint64_t operations() const { return operations_; }

 private:
  void Tell(const std::string& what) { story_ += what + "\n"; }
  void Blame(const std::string& what);
  // Starts a store on the machine's disk. False if the start was refused.
  bool Start(Machine& machine);
  void Sell(Machine& machine, int steps);
  // Rolls the disk back to a random moment of the last life; returns the number of the operation
  // there.
  std::uint64_t CutShort(const std::vector<DiskOperation>& log, std::uint64_t failed_at);

  const std::string directory_;
  Rest rest_;
  std::mt19937_64 random_;
  int lives_ = 0;
  std::uint64_t operations_ = 0;
  std::string story_;
  std::string wrong_;
};

}  // namespace onsale::store
