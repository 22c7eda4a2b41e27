// Finds buyers who provably overtook another buyer in the queue.
//
// Shape:    uses only what buyers were answered. It knows of each buyer the admission rank, or the
//           number of the commit that issued the token (Onsale-Commit of the 201); the last commit
//           at which the token was WAITING; the first at which it was ACTIVE. If B was ACTIVE at a
//           commit before one at which A was still WAITING, B was admitted before A: a violation if
//           both are in one room and A's rank is before B's. The check misses an overtaking between
//           two reads of A or within one commit, and ignores buyers of unknown rank.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace onsale::rehearsal {

struct SeenInQueue {
  std::uint32_t buyer = 0;
  std::uint16_t room = 0;
  std::uint64_t place = 0;                         // admission rank or commit; smaller is ahead
  std::uint64_t last_waiting_commit = 0;           // 0: never seen WAITING
  std::uint64_t first_active_commit = UINT64_MAX;  // UINT64_MAX: never seen ACTIVE
};

struct Overtaking {
  std::uint32_t passed = 0;  // the overtaken buyer
  std::uint32_t passer = 0;
};

// Returns one entry for each buyer who provably overtook another one.
std::vector<Overtaking> FindOvertakings(std::vector<SeenInQueue> seen);

}  // namespace onsale::rehearsal
