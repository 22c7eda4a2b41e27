// The server's own figures: counts of all I/O threads, and two series of the last 24 hours.
//
// Shape:    somebody calls NoteSecond every second and Note every few seconds with the sale in
//           numbers, and NoteSold now and then. The counts since the last Note are the recent ones;
//           once a minute a point is added to the series, which keeps kPointsMax. A restart begins
//           anew.
// Threads:  any.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "base/mutex.h"
#include "http/statistics/refusal_kind.h"
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

// The sale as it was read last.
struct LastSale {
  base::Time at;
  std::shared_ptr<const domain::SaleView> sale;  // null: it was not read yet
};

// Seats over all rooms and all shows, as of one commit, which must be equal: what was paid, by the
// rooms' counts, and what is SOLD, by the seats. A sale that an earlier version began may have more
// of the latter.
struct SoldAndPaid {
  std::int64_t paid = 0;
  std::int64_t sold = 0;
};
SoldAndPaid SoldAndPaidOf(const domain::SaleView& all_shows);

// What the threads of a listener have open.
struct OpenNow {
  std::uint64_t connections = 0;
  std::uint64_t streams = 0;
};

class Statistics {
 public:
  static constexpr base::Duration kStep = std::chrono::minutes(1);
  static constexpr std::size_t kPointsMax = 24 * 60;

  // `kinds` is of each problem, for the series by the second.
  explicit Statistics(base::Time started, const ProblemKinds& kinds = {})
      : started_(started), kinds_(kinds), noted_at_(started), point_at_(started) {}
  Statistics(const Statistics&) = delete;
  Statistics& operator=(const Statistics&) = delete;

  base::Time started() const { return started_; }
  // The counts of a further I/O thread.
  std::shared_ptr<ThreadCounts> NewThread(CountedServer server = {});
  Counts Total() const;
  // By the name of the call; the empty name is of requests for no call.
  std::map<std::string_view, CallTotals> TotalsByCall() const;
  std::map<std::string_view, OpenNow> OpenByListener() const;
  // Ends the recent interval, and begins a new one. Returns it.
  Interval Note(const SaleNumbers& numbers, base::Time now);
  // Adds a second to the ring, and a minute to the pace of the sales if one has passed.
  // Keeps the sale as the last one.
  void NoteSecond(domain::SaleView sale, base::Time now);
  LastSale last_sale() const;
  void NoteSold(const SoldAndPaid& seats);
  // Nothing before the first NoteSold.
  std::optional<SoldAndPaid> sold() const;
  const SecondRing& seconds() const { return seconds_; }
  const SalesPace& pace() const { return pace_; }
  // The interval that Note returned last; nothing before the first.
  std::optional<Interval> Recent() const;
  // The last points, oldest first, at most this many.
  std::vector<SeriesPoint> Series(std::size_t most) const;

 private:
  Counts TotalLocked() const ONSALE_REQUIRES(mutex_);

  const base::Time started_;
  const ProblemKinds kinds_;
  SecondRing seconds_;
  SalesPace pace_;
  mutable base::Mutex mutex_;
  std::vector<std::shared_ptr<ThreadCounts>> threads_ ONSALE_GUARDED_BY(mutex_);
  Counts at_second_ ONSALE_GUARDED_BY(mutex_);  // the total at the last NoteSecond
  LastSale last_sale_ ONSALE_GUARDED_BY(mutex_);
  std::optional<SoldAndPaid> sold_ ONSALE_GUARDED_BY(mutex_);
  Counts noted_ ONSALE_GUARDED_BY(mutex_);  // the total at the last Note
  base::Time noted_at_ ONSALE_GUARDED_BY(mutex_);
  std::optional<Interval> recent_ ONSALE_GUARDED_BY(mutex_);
  Counts at_point_ ONSALE_GUARDED_BY(mutex_);  // the total at the last point
  base::Time point_at_ ONSALE_GUARDED_BY(mutex_);
  std::deque<SeriesPoint> points_ ONSALE_GUARDED_BY(mutex_);
};

}  // namespace onsale::http
