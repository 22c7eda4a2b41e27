// `onsale store init|migrate`: the tables of a sale in PostgreSQL, before a node is started.
//
// Shape:    both make what is missing and change nothing that is there; several may run at once.
// Errors:   the exit status: 0 the tables are as this program wants them, 1 not.
// Threads:  the main thread.
#pragma once

#include <iosfwd>
#include <string>

namespace onsale::app {

struct StoreTask {
  std::string url;
  bool allow_insecure = false;
};

struct StoreOutput {
  std::ostream& out;
  std::ostream& err;
};

int PrepareStore(const StoreTask& task, StoreOutput output);

}  // namespace onsale::app
