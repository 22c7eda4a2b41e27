#include "app/sale_watch.h"

#include <condition_variable>
#include <mutex>

namespace onsale::app {

SaleWatch::SaleWatch(engine::Engine& engine, http::Statistics& statistics, const base::Clock& clock,
                     Log& log)
    : engine_(engine),
      statistics_(statistics),
      clock_(clock),
      log_(log),
      thread_([this](const std::stop_token& stop) { Run(stop); }) {}

void SaleWatch::Run(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  while (!stopped.wait_for(lock, stop, kInterval, [&stop] { return stop.stop_requested(); })) {
    Look();
  }
}

void SaleWatch::Look() {
  const auto outcome = engine_.Run(domain::ReadSale{});
  if (!outcome) return;  // the store is unavailable, which is logged elsewhere
  const http::SaleNumbers numbers = http::NumbersOf(*domain::AnswerOf<domain::ReadSale>(*outcome));
  LogSale(numbers, statistics_.Note(numbers, clock_.Now()), log_);
}

void LogSale(const http::SaleNumbers& numbers, const http::Interval& interval, Log& log) {
  if (numbers.waiting + numbers.active + numbers.held == 0) return;
  const http::Counts& counts = interval.counts;
  log.Info("sale", {{"waiting", numbers.waiting},
                    {"active", numbers.active},
                    {"held", numbers.held},
                    {"sold", numbers.sold},
                    {"seatsPerMinute", numbers.seats_per_minute.value_or(0)},
                    {"p99Microseconds", counts.WaitMicros(99).value_or(0)},
                    {"answers", counts.answers},
                    {"refused", counts.refused},
                    {"overloaded", counts.overloaded},
                    {"failed", counts.failed}});
}

}  // namespace onsale::app
