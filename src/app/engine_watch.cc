#include "app/engine_watch.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <utility>

namespace onsale::app {

base::Duration EngineWatch::IntervalFor(base::Duration time) {
  return std::min<base::Duration>(time / 3, std::chrono::seconds(20));
}

EngineWatch::EngineWatch(engine::Engine& engine, base::Duration interval,
                         std::function<void()> report)
    : engine_(engine),
      interval_(interval),
      report_(std::move(report)),
      thread_([this](const std::stop_token& stop) { Run(stop); }) {}

void EngineWatch::Run(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  std::uint64_t turns = engine_.turns();
  do {
    (void)engine_.Run(domain::ReadSale{});
    const std::uint64_t now = engine_.turns();
    if (std::exchange(turns, now) != now) report_();
  } while (!stopped.wait_for(lock, stop, interval_, [&stop] { return stop.stop_requested(); }));
}

}  // namespace onsale::app
