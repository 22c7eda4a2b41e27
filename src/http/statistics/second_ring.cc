#include "http/statistics/second_ring.h"

#include <algorithm>

namespace onsale::http {
namespace {

constexpr std::int64_t kSetBack = 60;  // seconds

std::uint32_t Fit(std::int64_t value) {
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(value, 0, UINT32_MAX));
}

}  // namespace

void SecondRing::Note(const SaleNumbers& numbers, std::uint64_t refused, base::Time now) {
  const std::int64_t at = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
  const Totals totals{.holds = numbers.holds, .seats_paid = numbers.seats_paid, .refused = refused};
  const base::MutexLock lock(mutex_);
  if (!points_.empty() && at <= points_.back().at) {
    if (points_.back().at - at < kSetBack) return;
    points_.clear();
    totals_.reset();
  }
  const Totals before = totals_.value_or(totals);
  points_.push_back({.at = at,
                     .waiting = Fit(numbers.waiting),
                     .active = Fit(numbers.active),
                     .held = Fit(numbers.held),
                     // Fewer than before: the database was restored.
                     .holds = Fit(totals.holds - before.holds),
                     .paid = Fit(totals.seats_paid - before.seats_paid),
                     .refused = Fit(static_cast<std::int64_t>(totals.refused - before.refused))});
  if (points_.size() > kPointsMax) points_.pop_front();
  totals_ = totals;
}

std::vector<SecondPoint> SecondRing::After(std::int64_t since, std::size_t most) const {
  const base::MutexLock lock(mutex_);
  const auto first = std::ranges::upper_bound(points_, since, {}, &SecondPoint::at);
  const auto count = std::min(most, static_cast<std::size_t>(points_.end() - first));
  return {first, first + static_cast<std::ptrdiff_t>(count)};
}

}  // namespace onsale::http
