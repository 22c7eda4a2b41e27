// The limits of a batch, of a room, of a buyer and of a turn.
//
// Shape:    constants of the program and not settings, because all nodes of a sale need the same
//           ones. Tests and the simulator use small ones.
#pragma once

#include <cstdint>

#include "base/ids.h"
#include "base/time.h"

namespace onsale::domain {

struct Limits {
  // Due rows that one PassTime handles, before and again after a batch's commands: holds, turns and
  // stored answers that end, and admissions. If more is due before, the commands wait.
  std::int64_t due_per_batch = 10'000;
  // Stored answers of a user at any moment; each takes about 950 bytes of memory.
  std::int64_t keys_per_user = 300;
  // New queue tokens of a user in a room within kTokenWindow; each takes about 260 bytes.
  std::int64_t tokens_per_window = 30;
  // Reservations made in one turn, whatever their status; each takes about 420 bytes.
  std::int64_t holds_per_turn = 100;
};

inline constexpr base::Duration kTokenWindow = std::chrono::hours(1);

// The largest queue number of a room: indexes in memory use 32 bits.
inline constexpr base::QueueNumber kQueueNumberMax{0xFFFFFFFE};

}  // namespace onsale::domain
