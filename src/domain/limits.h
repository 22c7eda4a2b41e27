// What one batch, one room, one buyer and one turn may take of a sale.
//
// Shape:    constants of the program, not settings: every node of a sale must have the same ones.
//           Tests and the simulator make them small.
#pragma once

#include <cstdint>

#include "base/ids.h"
#include "base/time.h"

namespace onsale::domain {

struct Limits {
  // Holds, turns and kept answers ended, and people admitted, by time in one batch. The rest waits
  // for the next batch, and so do all commands.
  std::int64_t due_per_batch = 10'000;
  // Answers kept for a user's retries, at any moment. About 950 bytes of memory each.
  std::int64_t keys_per_user = 300;
  // New queue tokens of a user in a room within kTokenWindow. About 260 bytes each.
  std::int64_t tokens_per_window = 30;
  // Reservations made in one turn, whatever became of them. About 420 bytes each.
  std::int64_t holds_per_turn = 100;
};

inline constexpr base::Duration kTokenWindow = std::chrono::hours(1);

// The last place that a room can give: memory finds tokens by numbers of 32 bits.
inline constexpr base::Place kPlaceMax{0xFFFFFFFE};

}  // namespace onsale::domain
