// The limits of a batch, of a room, of a buyer and of a turn.
//
// Shape:    constants of the program and not settings, because all nodes of a sale need the same
//           values. Tests and the simulator use small ones.
#pragma once

#include <cstdint>

#include "base/ids.h"
#include "base/time.h"
#include "domain/access_key.h"

namespace onsale::domain {

// The most seats of all charts of a sale, and of all its shows, each of which occupies memory while
// the server runs. Together they fill less than half of the largest frame of a journal
// (docs/decisions/0018-a-catalogue-is-bounded.md).
inline constexpr std::int64_t kChartSeatsMax = 1'000'000;
inline constexpr std::int64_t kShowSeatsMax = 5'000'000;

struct Limits {
  // The most due rows that one PassTime handles: ends of holds, turns and stored answers, openings
  // and admissions, and tokens that leave memory, with their reservations. PassTime runs before and
  // after a batch's commands. If the one before leaves due rows, no command is decided in this
  // batch: they wait for the next. Tokens that may leave memory delay no command.
  std::int64_t due_per_batch = 10'000;
  // The most answers stored for a user at any moment; each takes about 950 bytes of memory, and
  // that of a payment of several reservations up to 1 KB for each further one.
  std::int64_t keys_per_user = 300;
  // The most queue tokens of a user in a room within kTokenWindow; each takes about 110 bytes.
  std::int64_t tokens_per_window = 30;
  // The most reservations made in one turn, whatever their status; each takes about 270 bytes
  // with one seat, and 350 with four.
  std::int64_t holds_per_turn = 100;
  // The most access keys that are neither revoked nor ended, and the number of all from which a new
  // one takes the place of another.
  std::int64_t access_keys = kAccessKeysMax;
  std::int64_t access_key_rows = kAccessKeyRowsMax;
  std::int64_t chart_seats = kChartSeatsMax;
  std::int64_t show_seats = kShowSeatsMax;
};

inline constexpr base::Duration kTokenWindow = std::chrono::hours(1);

// The largest queue number of a room: 2^32 - 2. The hash index of a room's tokens stores queue
// numbers in 32 bits, and 2^32 - 1 marks an empty entry (store/memory/hash_index.h).
inline constexpr base::QueueNumber kQueueNumberMax{0xFFFFFFFE};

}  // namespace onsale::domain
