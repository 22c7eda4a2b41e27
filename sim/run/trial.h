// Runs work in its own process, so that an assertion becomes a result like any other.
//
// Threads:  call from a process with one thread.
// Errors:   a sentence on what ended the process; `no end` after the allowed seconds.
#pragma once

#include <functional>
#include <optional>
#include <string>

namespace onsale::sim {

struct TrialOptions {
  unsigned seconds_max = 120;
  bool quiet = false;  // discards its output
};

// Nothing if `work` returned nothing. Otherwise its text, or how its process ended.
std::optional<std::string> Try(const std::function<std::optional<std::string>()>& work,
                               const TrialOptions& options);

// How a process ended; nothing if it succeeded.
std::optional<std::string> EndOf(int wait_status);

// A directory of this process and its children, on a file system in memory if there is one; removed
// with this object.
class ScratchDirectory {
 public:
  ScratchDirectory();
  ~ScratchDirectory();
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  int owner_;
};

}  // namespace onsale::sim
