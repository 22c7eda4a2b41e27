// The values that a setting or a member of a file may have.
//
// Units:    inclusive at both ends.
#pragma once

#include <chrono>
#include <cstdint>

#include "base/time.h"

namespace onsale::app {

struct IntegerRange {
  std::int64_t least;
  std::int64_t most;
};

struct DurationRange {
  base::Duration least;
  base::Duration most;
};

// A room's policy, whether it comes from the settings or from a catalogue file.
inline constexpr IntegerRange kRoomCapacityRange{1, 10'000'000};
inline constexpr IntegerRange kWaitingMaxRange{0, 10'000'000};
inline constexpr DurationRange kHoldTimeRange{std::chrono::milliseconds(100), std::chrono::days(1)};
inline constexpr DurationRange kActiveTimeRange{std::chrono::milliseconds(100),
                                                std::chrono::days(7)};

}  // namespace onsale::app
