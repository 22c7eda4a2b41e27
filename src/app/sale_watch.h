// Reads the sale in numbers every second: for the series of the last 24 hours, for the operators'
// streams while somebody listens, and every ten seconds for a line of the log while a sale runs.
//
// Shape:    a sale runs while somebody waits, is admitted or holds seats.
// Owner:    everything that is passed in outlives the watch. Destroy it after the store's shutdown
//           has begun, which bounds the wait for the last read.
// Threads:  its own thread reads; the destructor ends it.
#pragma once

#include <chrono>
#include <functional>
#include <thread>

#include "app/log.h"
#include "engine/engine.h"
#include "http/statistics/statistics.h"
#include "http/statistics/store_health.h"
#include "http/stream/sale_feed.h"

namespace onsale::app {

class SaleWatch {
 public:
  static constexpr std::chrono::seconds kLookTime{1};
  static constexpr std::chrono::seconds kInterval{10};

  // What the watch reads, and where its events go.
  struct Parts {
    engine::Engine& engine;
    http::Statistics& statistics;
    http::SaleFeed& feed;
    std::function<http::StoreHealth()> health;  // called on the watch's thread
    const base::Clock& clock;
  };

  SaleWatch(Parts parts, Log& log);
  SaleWatch(const SaleWatch&) = delete;
  SaleWatch& operator=(const SaleWatch&) = delete;

  // Reads once. Called by the watch's thread.
  void Look();

 private:
  void Run(const std::stop_token& stop);
  void NoteSold();

  const Parts parts_;
  Log& log_;
  int looks_ = 0;  // since the last interval ended
  std::jthread thread_;
};

// Logs the line of an interval, if a sale runs.
void LogSale(const http::SaleNumbers& numbers, const http::Interval& interval, Log& log);

}  // namespace onsale::app
