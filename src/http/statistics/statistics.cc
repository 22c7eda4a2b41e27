#include "http/statistics/statistics.h"

#include <algorithm>
#include <numeric>

namespace onsale::http {

std::optional<std::int64_t> Counts::WaitMicros(std::uint64_t percent) const {
  const std::uint64_t all = std::accumulate(waits.begin(), waits.end(), std::uint64_t{0});
  if (all == 0) return std::nullopt;
  const std::uint64_t wanted = std::max<std::uint64_t>((all * percent + 99) / 100, 1);
  std::uint64_t so_far = 0;
  std::size_t bucket = 0;
  while ((so_far += waits[bucket]) < wanted) ++bucket;
  return static_cast<std::int64_t>(WaitAbove(bucket));
}

Counts operator-(const Counts& now, const Counts& before) {
  Counts between{.answers = now.answers - before.answers,
                 .refused = now.refused - before.refused,
                 .overloaded = now.overloaded - before.overloaded,
                 .failed = now.failed - before.failed};
  for (std::size_t i = 0; i < kWaitBuckets; ++i) between.waits[i] = now.waits[i] - before.waits[i];
  for (std::size_t i = 0; i < kProblemsMax; ++i) {
    between.problems[i] = now.problems[i] - before.problems[i];
  }
  return between;
}

void ThreadCounts::AddTo(Counts& counts) const {
  counts.answers += answers_.load(std::memory_order_relaxed);
  counts.refused += refused_.load(std::memory_order_relaxed);
  counts.overloaded += overloaded_.load(std::memory_order_relaxed);
  counts.failed += failed_.load(std::memory_order_relaxed);
  for (std::size_t i = 0; i < kWaitBuckets; ++i) {
    counts.waits[i] += waits_[i].load(std::memory_order_relaxed);
  }
  for (std::size_t i = 0; i < kProblemsMax; ++i) {
    counts.problems[i] += problems_[i].load(std::memory_order_relaxed);
  }
}

SaleNumbers NumbersOf(const domain::SaleView& view) {
  SaleNumbers numbers;
  for (const domain::FunnelView& one : view.rooms) {
    numbers.waiting += one.room.waiting;
    numbers.active += one.room.active;
    numbers.holds += one.funnel.holds;
    numbers.seats_paid += one.funnel.seats_sold;
    if (!one.seats_per_minute) continue;
    numbers.seats_per_minute = numbers.seats_per_minute.value_or(0) + *one.seats_per_minute;
  }
  for (const domain::SeatCountsView& show : view.shows) {
    numbers.seats += show.all.seats;
    numbers.held += show.all.held;
    numbers.sold += show.all.sold;
  }
  return numbers;
}

SoldAndPaid SoldAndPaidOf(const domain::SaleView& all_shows) {
  SoldAndPaid seats;
  for (const domain::FunnelView& one : all_shows.rooms) seats.paid += one.funnel.seats_sold;
  for (const domain::SeatCountsView& show : all_shows.shows) seats.sold += show.all.sold;
  return seats;
}

std::shared_ptr<ThreadCounts> Statistics::NewThread(CountedServer server) {
  const base::MutexLock lock(mutex_);
  return threads_.emplace_back(std::make_shared<ThreadCounts>(std::move(server)));
}

std::map<std::string_view, CallTotals> Statistics::TotalsByCall() const {
  std::map<std::string_view, CallTotals> totals;
  const base::MutexLock lock(mutex_);
  for (const auto& thread : threads_) {
    const auto& calls = thread->server().calls;
    for (std::size_t i = 0; i < calls.size(); ++i) thread->AddTo(totals[calls[i]], i);
    thread->AddTo(totals[{}], calls.size());
  }
  return totals;
}

std::map<std::string_view, OpenNow> Statistics::OpenByListener() const {
  std::map<std::string_view, OpenNow> open;
  const base::MutexLock lock(mutex_);
  for (const auto& thread : threads_) {
    OpenNow& of_listener = open[thread->server().listener];
    of_listener.connections += thread->connections();
    of_listener.streams += thread->streams();
  }
  return open;
}

Counts Statistics::TotalLocked() const {
  Counts total;
  for (const auto& thread : threads_) thread->AddTo(total);
  return total;
}

Counts Statistics::Total() const {
  const base::MutexLock lock(mutex_);
  return TotalLocked();
}

Interval Statistics::Note(const SaleNumbers& numbers, base::Time now) {
  const base::MutexLock lock(mutex_);
  const Counts total = TotalLocked();
  recent_ =
      Interval{.length = std::max(now - noted_at_, base::Duration{}), .counts = total - noted_};
  noted_ = total;
  noted_at_ = now;
  // A clock that is set back begins a new minute.
  if (now - point_at_ < kStep && now >= point_at_) return *recent_;
  const Counts counts = total - at_point_;
  points_.push_back({.at = now,
                     .numbers = numbers,
                     .answers = counts.answers,
                     .refused = counts.refused,
                     .overloaded = counts.overloaded,
                     .failed = counts.failed,
                     .p99_micros = counts.WaitMicros(99)});
  if (points_.size() > kPointsMax) points_.pop_front();
  at_point_ = total;
  point_at_ = now;
  return *recent_;
}

void Statistics::NoteSecond(domain::SaleView view, base::Time now) {
  const auto sale = std::make_shared<const domain::SaleView>(std::move(view));
  SecondCounts counts;
  {
    const base::MutexLock lock(mutex_);
    const Counts total = TotalLocked();
    counts.refused = total.refused + total.overloaded;
    for (std::size_t i = 1; i < kProblemsMax; ++i) {
      if (kinds_[i] == RefusalKind::kNone) continue;
      counts.refused_by[static_cast<std::size_t>(kinds_[i])] += total.problems[i];
    }
    counts.p99_micros = (total - at_second_).WaitMicros(99);
    at_second_ = total;
    last_sale_ = {.at = now, .sale = sale};
  }
  seconds_.Note(NumbersOf(*sale), counts, now);
  pace_.Note(*sale, now);
}

LastSale Statistics::last_sale() const {
  const base::MutexLock lock(mutex_);
  return last_sale_;
}

void Statistics::NoteSold(const SoldAndPaid& seats) {
  const base::MutexLock lock(mutex_);
  sold_ = seats;
}

std::optional<SoldAndPaid> Statistics::sold() const {
  const base::MutexLock lock(mutex_);
  return sold_;
}

std::optional<Interval> Statistics::Recent() const {
  const base::MutexLock lock(mutex_);
  return recent_;
}

std::vector<SeriesPoint> Statistics::Series(std::size_t most) const {
  const base::MutexLock lock(mutex_);
  const std::size_t count = std::min(most, points_.size());
  return {points_.end() - static_cast<std::ptrdiff_t>(count), points_.end()};
}

}  // namespace onsale::http
