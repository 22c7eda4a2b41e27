// A sale through many lives of its process on a disk that fails, each life held against the promises
// of those before.
//
// Shape:    a life starts a store, checks what it finds, goes on selling under faults, and is cut
//           short at some operation: what was not synced is then still on its way to the disk, as when
//           a process is killed. LoseThePower takes that, too.
// Threads:  one.
#pragma once

#include "store/embedded/sale_on_disk_testing.h"

namespace onsale::store {

class DiskLives {
 public:
  // What a life leaves.
  struct Rest {
    DiskState disk;
    Promises promises;
    std::uint64_t acknowledged = 0;  // the last batch
  };

  DiskLives(std::string directory, Rest start, std::uint64_t seed)
      : directory_(std::move(directory)), rest_(std::move(start)), random_(seed) {}

  // A life of that many turns, or until the store has failed.
  void Live(const FaultyDisk::Faults& faults, int turns);
  // A life without faults, whose tables are checked as well.
  void LiveWell();
  void LoseThePower();
  // Several of these, as the seed picks.
  void LiveByChance();

  // What went wrong first, with the story so far; empty if nothing did.
  const std::string& wrong() const { return wrong_; }
  // Operations of the last life, from its start on.
  std::uint64_t operations() const { return operations_; }

 private:
  void Tell(const std::string& what) { story_ += what + "\n"; }
  void Blame(const std::string& what);
  // Whether it started.
  bool Start(Machine& machine);
  void Sell(Machine& machine, int turns);
  // Leaves the disk as it was at some moment of the life that was just lived: after how many
  // operations.
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
