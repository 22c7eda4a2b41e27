// Reports that the engine makes progress, for a watchdog that ends a process that does not.
//
// Shape:    in every interval a question goes through the engine's queue, a batch and the store, as
//           a buyer's call does, and the engine's own thread must have taken a turn. If the
//           question is not answered, or that thread hangs, nothing is reported. An error counts
//           as an answer: a restart does not make a store available.
// Owner:    the engine outlives the watch. Destroy the watch after the store's shutdown has begun,
//           which bounds the wait for the last answer.
// Threads:  a thread of its own, which calls `report`; the destructor ends it.
#pragma once

#include <functional>
#include <thread>

#include "base/time.h"
#include "engine/engine.h"

namespace onsale::app {

class EngineWatch {
 public:
  // The interval for a watchdog that waits for `time`: two reports may be late before it acts.
  static base::Duration IntervalFor(base::Duration time);

  EngineWatch(engine::Engine& engine, base::Duration interval, std::function<void()> report);
  EngineWatch(const EngineWatch&) = delete;
  EngineWatch& operator=(const EngineWatch&) = delete;

 private:
  void Run(const std::stop_token& stop);

  engine::Engine& engine_;
  const base::Duration interval_;
  const std::function<void()> report_;
  std::jthread thread_;
};

}  // namespace onsale::app
