// What the process has counted beside its answers, read for `/metrics`.
//
// Owner:    everything that is passed in outlives the figures.
// Threads:  Read from any; it takes no lock of the sale.
// Errors:   none: what cannot be read is left out.
#pragma once

#include <filesystem>
#include <vector>

#include "app/log.h"
#include "engine/engine.h"
#include "http/statistics/process_figures.h"
#include "store/store.h"

namespace onsale::app {

// The processor time of the process's threads, joined by name, in order of name. Empty if the
// system does not say. Source: Documentation/scheduler/sched-stats.rst of Linux.
std::vector<http::ThreadTime> ReadThreadTimes();

struct ProcessParts {
  const engine::Engine& engine;
  const store::Store& store;
  const Log& log;
  std::filesystem::path data;  // empty: there is no journal
};

http::ProcessFigures ReadProcessFigures(const ProcessParts& parts);

}  // namespace onsale::app
