// What the process has counted beside its answers, for `/metrics`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/histogram.h"
#include "base/time.h"

namespace onsale::http {

// The processor time that threads of this name have used.
struct ThreadTime {
  std::string name;
  base::Duration busy{};
};

struct ProcessFigures {
  std::string_view version = {};  // static storage
  base::HistogramCounts commits = {};
  base::HistogramCounts batches = {};
  std::optional<base::HistogramCounts> syncs = {};       // nothing if the store counts none
  std::optional<std::uint64_t> journal_free_bytes = {};  // of the disk; nothing without a journal
  std::uint64_t log_lines_dropped = 0;                   // because nobody read the log
  std::uint64_t log_lines_left_out = 0;                  // beyond a topic's limit
  std::vector<ThreadTime> threads = {};
};

}  // namespace onsale::http
