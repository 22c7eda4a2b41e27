// The ranges of a room policy's members, for settings, catalogues and the API.
//
// Units:    both ends are inclusive.
#pragma once

#include "domain/rows.h"

namespace onsale::domain {

struct IntegerRange {
  std::int64_t least;
  std::int64_t most;
};

struct DurationRange {
  Duration least;
  Duration most;
};

inline constexpr IntegerRange kRoomCapacityRange{1, 10'000'000};
inline constexpr IntegerRange kWaitingMaxRange{1, 10'000'000};
inline constexpr DurationRange kHoldTimeRange{std::chrono::milliseconds(100), std::chrono::days(1)};
inline constexpr DurationRange kActiveTimeRange{std::chrono::milliseconds(100),
                                                std::chrono::days(7)};
// The interval between admissions is rounded to microseconds: at the largest rate, within 1 %.
inline constexpr IntegerRange kEntryPerMinuteRange{0, 600'000};
inline constexpr IntegerRange kEntryBurstRange{1, 1'000'000};
inline constexpr DurationRange kClaimTimeRange{Duration{}, std::chrono::days(1)};

// The largest queue number of a room: indexes in memory use 32 bits.
inline constexpr Place kPlaceMax{0xFFFFFFFE};

}  // namespace onsale::domain
