// Something done in a process of its own, so that an assertion that ends it is an answer like any
// other.
//
// Threads:  call from a process that has one.
// Errors:   what ended it, as a sentence; `no end` after the seconds allowed.
#pragma once

#include <functional>
#include <optional>
#include <string>

namespace onsale::sim {

struct TrialOptions {
  unsigned seconds_max = 120;
  bool quiet = false;  // its output is thrown away
};

// Nothing if `work` returned nothing. Otherwise what it returned, or how its process ended.
std::optional<std::string> Try(const std::function<std::optional<std::string>()>& work,
                               const TrialOptions& options);

// How a process ended that did not end well; nothing if it did.
std::optional<std::string> EndOf(int wait_status);

// A directory of this process and its children, in memory if there is such a file system; removed
// with this.
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
