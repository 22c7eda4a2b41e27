// Was anybody admitted before somebody who stood ahead?
//
// Shape:    what can be proved from outside. Buyers see: their place in the queue, or the number of the
//           commit that gave it (Onsale-Commit of the 201); numbers of commits at which they were still
//           WAITING; the first at which they were ACTIVE. If B was ACTIVE at a commit before one at
//           which A was still WAITING, then B was admitted before A. That is a violation if A's place
//           is before B's, in the same room.
//           It cannot see an overtaking between two looks of A, nor one within a single commit, and
//           says nothing of buyers whose place it does not know.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace onsale::rehearsal {

struct SeenInQueue {
  std::uint32_t buyer = 0;
  std::uint16_t room = 0;
  std::uint64_t place = 0;                         // smaller is ahead; equal: unknown who is
  std::uint64_t last_waiting_commit = 0;           // 0: never seen WAITING
  std::uint64_t first_active_commit = UINT64_MAX;  // UINT64_MAX: never seen ACTIVE
};

struct Overtaking {
  std::uint32_t passed = 0;  // the buyer who stood ahead
  std::uint32_t passer = 0;
};

// One for each buyer who provably overtook somebody.
std::vector<Overtaking> FindOvertakings(std::vector<SeenInQueue> seen);

}  // namespace onsale::rehearsal
