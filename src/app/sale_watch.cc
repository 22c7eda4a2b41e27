#include "app/sale_watch.h"

#include <condition_variable>
#include <mutex>
#include <utility>

#include "base/thread_name.h"
#include "http/endpoints/status_json.h"

namespace onsale::app {

SaleWatch::SaleWatch(Parts parts, Log& log)
    : parts_(std::move(parts)),
      log_(log),
      thread_([this](const std::stop_token& stop) { Run(stop); }) {}

void SaleWatch::Run(const std::stop_token& stop) {
  base::NameThisThread("sale watch");
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  while (!stopped.wait_for(lock, stop, kLookTime, [&stop] { return stop.stop_requested(); })) {
    Look();
  }
}

void SaleWatch::Look() {
  const auto outcome = parts_.engine.Run(domain::ReadSale{});
  ++looks_;
  if (!outcome) return;  // the store is unavailable, which is logged elsewhere
  const domain::SaleView& sale = *domain::AnswerOf<domain::ReadSale>(*outcome);
  const base::Time now = parts_.clock.Now();
  parts_.statistics.NoteSecond(sale, now);
  if (!parts_.statistics.sold()) NoteSold();
  if (looks_ * kLookTime >= kInterval) {
    looks_ = 0;
    NoteSold();
    const http::SaleNumbers numbers = http::NumbersOf(sale);
    LogSale(numbers, parts_.statistics.Note(numbers, now), log_);
  }
  if (!parts_.feed.wanted()) return;
  const domain::CatalogPtr catalog = parts_.engine.catalog();
  parts_.feed.Publish(http::StatusEvent({.sale = sale,
                                         .catalog = *catalog,
                                         .statistics = &parts_.statistics,
                                         .health = parts_.health(),
                                         .now = now}));
}

// Counts over all shows, also those whose sale is over.
void SaleWatch::NoteSold() {
  const auto outcome = parts_.engine.Run(domain::ReadSale{.all_shows = true});
  if (!outcome) return;
  parts_.statistics.NoteSold(http::SoldAndPaidOf(*domain::AnswerOf<domain::ReadSale>(*outcome)));
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
