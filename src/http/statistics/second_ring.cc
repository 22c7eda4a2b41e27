#include "http/statistics/second_ring.h"

#include <algorithm>

namespace onsale::http {
namespace {

constexpr std::int64_t kSetBack = 60;  // seconds

static_assert(sizeof(SecondPoint) == 72);

std::uint32_t Fit(std::int64_t value) {
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(value, 0, UINT32_MAX));
}

// Adds a later point to an earlier one.
void Join(SecondPoint& earlier, const SecondPoint& later) {
  SecondPoint joined = later;
  joined.holds = Fit(std::int64_t{earlier.holds} + later.holds);
  joined.paid = Fit(std::int64_t{earlier.paid} + later.paid);
  joined.refused = Fit(std::int64_t{earlier.refused} + later.refused);
  for (std::size_t i = 0; i < joined.refused_by.size(); ++i) {
    joined.refused_by[i] = Fit(std::int64_t{earlier.refused_by[i]} + later.refused_by[i]);
  }
  joined.p99_micros = std::max(earlier.p99_micros, later.p99_micros);
  earlier = joined;
}

}  // namespace

void SecondRing::Note(const SaleNumbers& numbers, const SecondCounts& counts, base::Time now) {
  const std::int64_t at = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
  const Totals totals{.holds = numbers.holds, .seats_paid = numbers.seats_paid, .counts = counts};
  const base::MutexLock lock(mutex_);
  if (!points_.empty() && at <= At(points_.size() - 1).at) {
    if (At(points_.size() - 1).at - at < kSetBack) return;
    points_.clear();
    oldest_ = 0;
    totals_.reset();
  }
  const Totals before = totals_.value_or(totals);
  const auto since = [](std::uint64_t later, std::uint64_t earlier) {
    return Fit(static_cast<std::int64_t>(later - earlier));
  };
  SecondPoint point{.at = at,
                    .waiting = Fit(numbers.waiting),
                    .active = Fit(numbers.active),
                    .held = Fit(numbers.held),
                    .seats_per_minute = Fit(numbers.seats_per_minute.value_or(0)),
                    // Fewer than before: the database was restored.
                    .holds = Fit(totals.holds - before.holds),
                    .paid = Fit(totals.seats_paid - before.seats_paid),
                    .refused = since(counts.refused, before.counts.refused),
                    .p99_micros = Fit(counts.p99_micros.value_or(0))};
  for (std::size_t i = 0; i < point.refused_by.size(); ++i) {
    point.refused_by[i] = since(counts.refused_by[i], before.counts.refused_by[i]);
  }
  if (points_.size() < kPointsMax) {
    points_.push_back(point);
  } else {
    points_[oldest_] = point;
    oldest_ = (oldest_ + 1) % kPointsMax;
  }
  totals_ = totals;
}

std::size_t SecondRing::FirstAfter(std::int64_t since) const {
  std::size_t first = 0;
  std::size_t end = points_.size();
  while (first < end) {
    const std::size_t middle = first + (end - first) / 2;
    if (At(middle).at > since) {
      end = middle;
    } else {
      first = middle + 1;
    }
  }
  return first;
}

std::vector<SecondPoint> SecondRing::After(std::int64_t since, std::size_t most,
                                           std::int64_t step) const {
  std::vector<SecondPoint> joined;
  const base::MutexLock lock(mutex_);
  for (std::size_t i = FirstAfter(since); i < points_.size(); ++i) {
    const SecondPoint& point = At(i);
    if (!joined.empty() && joined.back().at / step == point.at / step) {
      Join(joined.back(), point);
    } else if (joined.size() == most) {
      break;
    } else {
      joined.push_back(point);
    }
  }
  return joined;
}

}  // namespace onsale::http
