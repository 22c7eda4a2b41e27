// Runs work in a process of its own, so that an assertion that fails there becomes a result.
//
// Threads:  call from a process with one thread.
// Errors:   Try: a sentence on what ended the process: a signal, a status or the time limit.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/temp_directory_testing.h"

namespace onsale::sim {

struct TrialOptions {
  unsigned seconds_max = 120;
  bool quiet = false;  // discards the work's output
};

// Runs `work` in a child process. Returns its text, if any, or else how the process ended if it
// failed.
std::optional<std::string> Try(const std::function<std::optional<std::string>()>& work,
                               const TrialOptions& options);

// Describes how a process ended, from its wait status; nothing if it succeeded.
std::optional<std::string> EndOf(int wait_status);

// A temporary directory in memory (/dev/shm) if possible.
class ScratchDirectory : public base::TempDirectory {
 public:
  ScratchDirectory();
};

}  // namespace onsale::sim
