// `onsale clock accept`: a running server's sale continues although its clock was set ahead or is
// behind.
//
// Errors:   the exit status: 0 done, 1 an error.
// Threads:  the main thread.
// Source:   docs/operating.md, "Clocks".
#pragma once

#include <iosfwd>
#include <string>

namespace onsale::app {

struct ClockTask {
  std::string url;
  std::string operator_key_file;
};

struct ClockOutput {
  std::ostream& out;
  std::ostream& err;
};

int AcceptClock(const ClockTask& task, ClockOutput output);

}  // namespace onsale::app
