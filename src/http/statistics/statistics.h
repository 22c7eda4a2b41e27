// The server's own figures: counts of all I/O threads, and two series of the last 24 hours.
//
// Shape:    somebody calls NoteSecond every second and Note every few seconds with the sale in
//           numbers. The counts since the last Note are the recent ones; once a minute a point is
//           added to the series, which keeps kPointsMax. A restart begins anew.
// Threads:  any.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "base/mutex.h"
#include "http/statistics/sale_numbers.h"
#include "http/statistics/sales_pace.h"
#include "http/statistics/second_ring.h"
#include "http/statistics/thread_counts.h"

namespace onsale::http {

// The counts of some time, at its end.
struct Interval {
  base::Duration length{};
  Counts counts;
};

struct SeriesPoint {
  base::Time at;
  SaleNumbers numbers;
  // Of this server, in the minute before `at`.
  std::uint64_t answers = 0;
  std::uint64_t refused = 0;
  std::uint64_t overloaded = 0;
  std::uint64_t failed = 0;
  std::optional<std::int64_t> p99_micros;
};

class Statistics {
 public:
  static constexpr base::Duration kStep = std::chrono::minutes(1);
  static constexpr std::size_t kPointsMax = 24 * 60;

  explicit Statistics(base::Time started)
      : started_(started), noted_at_(started), point_at_(started) {}
  Statistics(const Statistics&) = delete;
  Statistics& operator=(const Statistics&) = delete;

  base::Time started() const { return started_; }
  // The counts of a further I/O thread.
  std::shared_ptr<ThreadCounts> NewThread();
  Counts Total() const;
  // Ends the recent interval, and begins a new one. Returns it.
  Interval Note(const SaleNumbers& numbers, base::Time now);
  // Adds a second to the ring, and a minute to the pace of the sales if one has passed.
  void NoteSecond(const domain::SaleView& sale, base::Time now);
  const SecondRing& seconds() const { return seconds_; }
  const SalesPace& pace() const { return pace_; }
  // The interval that Note returned last; nothing before the first.
  std::optional<Interval> Recent() const;
  // The last points, oldest first, at most this many.
  std::vector<SeriesPoint> Series(std::size_t most) const;

 private:
  Counts TotalLocked() const ONSALE_REQUIRES(mutex_);

  const base::Time started_;
  SecondRing seconds_;
  SalesPace pace_;
  mutable base::Mutex mutex_;
  std::vector<std::shared_ptr<ThreadCounts>> threads_ ONSALE_GUARDED_BY(mutex_);
  Counts noted_ ONSALE_GUARDED_BY(mutex_);  // the total at the last Note
  base::Time noted_at_ ONSALE_GUARDED_BY(mutex_);
  std::optional<Interval> recent_ ONSALE_GUARDED_BY(mutex_);
  Counts at_point_ ONSALE_GUARDED_BY(mutex_);  // the total at the last point
  base::Time point_at_ ONSALE_GUARDED_BY(mutex_);
  std::deque<SeriesPoint> points_ ONSALE_GUARDED_BY(mutex_);
};

}  // namespace onsale::http
