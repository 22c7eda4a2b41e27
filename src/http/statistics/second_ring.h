// The last 24 hours of a sale by the second, for sparklines.
//
// Units:    a point takes 32 bytes, all points less than 3 MB.
// Shape:    a point has the second's levels, and what was counted since the previous point. A
//           second without a call of Note has no point, and the next point counts for both. A clock
//           that is set back by a minute or more begins the ring anew; while it is back by less, no
//           point is added.
// Threads:  any.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "base/mutex.h"
#include "base/time.h"
#include "http/statistics/sale_numbers.h"

namespace onsale::http {

struct SecondPoint {
  std::int64_t at = 0;  // Unix seconds
  std::uint32_t waiting = 0;
  std::uint32_t active = 0;
  std::uint32_t held = 0;     // seats
  std::uint32_t holds = 0;    // reservations made since the previous point, as are the next two
  std::uint32_t paid = 0;     // seats
  std::uint32_t refused = 0;  // requests
  bool operator==(const SecondPoint&) const = default;
};

class SecondRing {
 public:
  static constexpr std::size_t kPointsMax = 24 * 60 * 60;

  // `refused` counts the requests refused since the server's start.
  void Note(const SaleNumbers& numbers, std::uint64_t refused, base::Time now);
  // The first `most` points later than `since`, oldest first.
  std::vector<SecondPoint> After(std::int64_t since, std::size_t most) const;

 private:
  struct Totals {
    std::int64_t holds = 0;
    std::int64_t seats_paid = 0;
    std::uint64_t refused = 0;
  };

  mutable base::Mutex mutex_;
  std::deque<SecondPoint> points_ ONSALE_GUARDED_BY(mutex_);
  std::optional<Totals> totals_ ONSALE_GUARDED_BY(mutex_);  // at the last point
};

}  // namespace onsale::http
