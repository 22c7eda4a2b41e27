// The pages that all I/O threads of a server share.
//
// Owner:    the server.
// Threads:  any.
#pragma once

#include <atomic>

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
  // How many calls of buyers wait for reservations that ended.
  std::atomic<int> old_reservations_read = 0;
};

}  // namespace onsale::http
