// The options of the default store, without the store: settings need no more of it.
//
// Threads:  a plain value.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "base/keyed_hash.h"
#include "base/time.h"
#include "domain/limits.h"
#include "store/embedded/journal/commit_bounds.h"
#include "store/embedded/journal/segment.h"
#include "store/embedded/tables/fold_options.h"

namespace onsale::store {

class DecidedLog;

struct EmbeddedOptions {
  std::string directory;
  std::uint64_t segment_bytes = std::uint64_t{64} << 20;
  base::Duration fold_interval = std::chrono::seconds(1);
  base::Duration fold_look_interval = FoldOptions().look_interval;
  FoldBounds fold_bounds = {};
  std::size_t fold_rows_max = FoldOptions().rows_max;
  base::Duration closing_time = FoldOptions().closing_time;
  CommitBounds commit_bounds = {};
  std::size_t read_ahead = JournalDirectory().read_ahead;
  bool fold_on_close = true;                          // false leaves the directory as a crash would
  std::function<void(const std::string&)> log;        // called on a thread of the store
  std::function<void(const std::string&)> log_error;  // for errors that need an operator
  FileSystem* files = nullptr;       // the journal's file system; null: the real one
  const char* sqlite_vfs = nullptr;  // for sale.db; null: SQLite's own
  domain::Limits limits = {};
  DecidedLog* decided = nullptr;                   // for tests; may be null
  base::HashKey hash_key = base::RandomHashKey();  // for indexes in memory; differs in each process
};

}  // namespace onsale::store
