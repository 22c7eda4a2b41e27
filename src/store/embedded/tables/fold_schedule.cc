#include "store/embedded/tables/fold_schedule.h"

#include <algorithm>

namespace onsale::store {

using std::chrono::duration;
using std::chrono::steady_clock;

namespace {

// The shares of the bounds at which a fold begins. Rows and bytes grow while it works, at the rate
// that made it begin.
constexpr FoldSchedule::Shares kDue{.age = 0.75, .amount = 0.5};
constexpr FoldSchedule::Shares kLate{.age = 1, .amount = 1};

// How many rows a start would read again. What was not read yet is estimated from what was.
double RowsToReplay(const FoldSchedule::Waiting& waiting) {
  const auto rows = static_cast<double>(waiting.rows);
  if (waiting.gathered == 0 || waiting.bytes <= waiting.gathered) return rows;
  return rows * static_cast<double>(waiting.bytes) / static_cast<double>(waiting.gathered);
}

}  // namespace

FoldSchedule::FoldSchedule(const Options& options)
    : interval_(options.interval),
      look_interval_(std::min(options.interval, options.look_interval)),
      age_max_(std::max(options.interval, options.bounds.age_max)),
      bounds_(options.bounds),
      last_run_(steady_clock::now()),
      last_look_(last_run_) {}

void FoldSchedule::NoteLook(SteadyTime now, std::uint64_t rows) {
  const double elapsed = duration<double>(now - last_look_).count();
  is_busy_ = static_cast<double>(rows) > static_cast<double>(kBusyRows) * elapsed;
  last_look_ = now;
}

bool FoldSchedule::IsUsed(const Shares& shares, SteadyTime now, const Waiting& waiting) const {
  constexpr double kMib = 1 << 20;
  if (!waiting.anything()) return false;
  // The first fold's age overflows a duration.
  if (folded_as_of_ == SteadyTime{}) return true;
  return duration<double>(now - folded_as_of_) >= shares.age * duration<double>(age_max_) ||
         static_cast<double>(waiting.bytes) >=
             shares.amount * kMib * static_cast<double>(bounds_.journal_mib_max) ||
         RowsToReplay(waiting) >= shares.amount * static_cast<double>(bounds_.replay_max);
}

bool FoldSchedule::IsDue(SteadyTime now, const Waiting& waiting) const {
  if (!is_busy_ && now - last_run_ >= interval_) return true;
  return waiting.full || IsUsed(kDue, now, waiting);
}

bool FoldSchedule::IsLate(SteadyTime now, const Waiting& waiting) const {
  return IsUsed(kLate, now, waiting);
}

}  // namespace onsale::store
