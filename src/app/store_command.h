// `onsale store init|migrate`: creates a sale's tables in PostgreSQL, before a node starts.
//
// Shape:    both create what is missing, bring the tables of an earlier version to today's layout,
//           and change nothing else; several may run at once.
// Errors:   the exit status: 0 the tables have this program's layout, 1 an error, 2 a bad URL.
// Threads:  the main thread.
#pragma once

#include <iosfwd>
#include <string>

namespace onsale::app {

struct StoreTask {
  std::string url;
  bool allow_insecure = false;
  std::string environment = "live";  // of the first owner key: live or test
};

struct StoreOutput {
  std::ostream& out;
  std::ostream& err;
};

int PrepareStore(const StoreTask& task, StoreOutput output);

}  // namespace onsale::app
