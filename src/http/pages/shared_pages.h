// The pages that all I/O threads of a server share.
//
// Owner:    the server.
// Threads:  any.
#pragma once

#include <array>
#include <atomic>

#include "base/keyed_hash.h"
#include "http/pages/chart_pages.h"
#include "http/pages/last_commits.h"
#include "http/pages/seat_pages.h"
#include "http/pages/summary_pages.h"
#include "http/pages/text_pages.h"

namespace onsale::http {

struct SharedPages {
  TextPages texts;
  ChartPages charts;
  SeatPages seats{charts};
  SummaryPages summaries;
  LastCommits last_commits;
  // How many calls wait for the entries of a draw that left memory.
  std::atomic<int> old_draws_read = 0;
  // How many calls of buyers wait for reservations that ended: in all, and by a hash of the caller.
  std::atomic<int> old_reservations_read = 0;
  std::array<std::atomic<int>, 1024> old_reservations_read_by = {};
  const base::KeyedHash caller_hash{base::RandomHashKey()};
};

}  // namespace onsale::http
