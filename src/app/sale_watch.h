// Reads the sale in numbers every ten seconds: for the series of the last 24 hours, and for a line
// of the log while a sale runs.
//
// Shape:    a sale runs while somebody waits, is admitted or holds seats.
// Owner:    everything that is passed in outlives the watch. Destroy it after the store's shutdown
//           has begun, which bounds the wait for the last read.
// Threads:  its own thread reads; the destructor ends it.
#pragma once

#include <chrono>
#include <thread>

#include "app/log.h"
#include "engine/engine.h"
#include "http/statistics/statistics.h"

namespace onsale::app {

class SaleWatch {
 public:
  static constexpr std::chrono::seconds kInterval{10};

  SaleWatch(engine::Engine& engine, http::Statistics& statistics, const base::Clock& clock,
            Log& log);
  SaleWatch(const SaleWatch&) = delete;
  SaleWatch& operator=(const SaleWatch&) = delete;

  // Reads once. Called by the watch's thread.
  void Look();

 private:
  void Run(const std::stop_token& stop);

  engine::Engine& engine_;
  http::Statistics& statistics_;
  const base::Clock& clock_;
  Log& log_;
  std::jthread thread_;
};

// Logs the line of an interval, if a sale runs.
void LogSale(const http::SaleNumbers& numbers, const http::Interval& interval, Log& log);

}  // namespace onsale::app
