// All figures of a server in the text format of Prometheus. `docs/watching.md` lists them.
#pragma once

#include <string>

#include "domain/catalog.h"
#include "http/statistics/process_figures.h"
#include "http/statistics/statistics.h"
#include "http/statistics/store_health.h"

namespace onsale::http {

struct MetricsSource {
  const Statistics& statistics;
  const domain::Catalog& catalog;  // names the shows
  StoreHealth health;
  ProcessFigures process;
  base::Time now;
};

// The most rooms and shows that are listed one by one.
inline constexpr std::size_t kMetricsRoomsMax = 500;
inline constexpr std::size_t kMetricsShowsMax = 500;

std::string MetricsText(const MetricsSource& source);

}  // namespace onsale::http
