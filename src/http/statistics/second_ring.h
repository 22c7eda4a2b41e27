// The last 24 hours of a sale by the second, for sparklines.
//
// Units:    a point takes 72 bytes, all points 6.2 MB, which are reserved at the start and used as
//           the hours pass.
// Shape:    a point has the second's levels, and what was counted since the previous point. A
//           second without a call of Note has no point, and the next point counts for both. A clock
//           that is set back by a minute or more begins the ring anew; while it is back by less, no
//           point is added.
// Threads:  any.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/mutex.h"
#include "base/time.h"
#include "http/statistics/refusal_kind.h"
#include "http/statistics/sale_numbers.h"

namespace onsale::http {

// What the server counted, since its start.
struct SecondCounts {
  std::uint64_t refused = 0;
  std::array<std::uint64_t, kRefusalKinds.size()> refused_by{};
  std::optional<std::int64_t> p99_micros = {};  // of the second alone
};

struct SecondPoint {
  std::int64_t at = 0;  // Unix seconds
  std::uint32_t waiting = 0;
  std::uint32_t active = 0;
  std::uint32_t held = 0;              // seats
  std::uint32_t seats_per_minute = 0;  // sold; 0 while unknown
  std::uint32_t holds = 0;    // reservations made since the previous point, as are the next ones
  std::uint32_t paid = 0;     // seats
  std::uint32_t refused = 0;  // requests
  std::array<std::uint32_t, kRefusalKinds.size()> refused_by{};
  std::uint32_t p99_micros = 0;  // 0 if no request waited for the sale

  // Holds that came to nothing because somebody else has the seats.
  std::uint32_t conflicts() const {
    return refused_by[static_cast<std::size_t>(RefusalKind::kSeats)];
  }
  bool operator==(const SecondPoint&) const = default;
};

class SecondRing {
 public:
  static constexpr std::size_t kPointsMax = 24 * 60 * 60;

  SecondRing() { points_.reserve(kPointsMax); }

  void Note(const SaleNumbers& numbers, const SecondCounts& counts, base::Time now);
  // The points later than `since`, oldest first, joined to at most `most` of `step` seconds each:
  // with the time and the levels of the last one, the sum of what was counted, and the longest p99.
  // Steps begin at multiples of `step`. Requires: step is at least 1.
  std::vector<SecondPoint> After(std::int64_t since, std::size_t most, std::int64_t step = 1) const;

 private:
  struct Totals {
    std::int64_t holds = 0;
    std::int64_t seats_paid = 0;
    SecondCounts counts;
  };

  // The point that is the i-th oldest.
  const SecondPoint& At(std::size_t i) const ONSALE_REQUIRES(mutex_) {
    return points_[(oldest_ + i) % points_.size()];
  }
  std::size_t FirstAfter(std::int64_t since) const ONSALE_REQUIRES(mutex_);

  mutable base::Mutex mutex_;
  std::vector<SecondPoint> points_ ONSALE_GUARDED_BY(mutex_);  // never moved, because reserved
  std::size_t oldest_ ONSALE_GUARDED_BY(mutex_) = 0;
  std::optional<Totals> totals_ ONSALE_GUARDED_BY(mutex_);  // at the last point
};

}  // namespace onsale::http
