// A folder for temporary files that does not outlive its process.
//
// Shape:    `onsale-verify-XXXXXX`, locked while the process uses it. SIGTERM, SIGINT and SIGHUP,
//           unless the process ignores them, remove the folder and end the process with 128 plus
//           the signal's number. What a process has left that was killed is removed by the next
//           Make in the same place: folders of this user that nobody has locked.
// Owner:    the destructor removes the folder, and gives the signals back.
// Threads:  the main thread, before it starts another one, which inherits the blocked signals.
// Errors:   a sentence for the operator.
#pragma once

#include <csignal>
#include <expected>
#include <memory>
#include <string>
#include <thread>

#include "net/descriptor.h"

namespace onsale::app {

class ScratchFolder {
 public:
  static std::expected<std::unique_ptr<ScratchFolder>, std::string> Make(const std::string& parent);
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const std::string& path() const { return path_; }

 private:
  struct BlockedSignals {
    sigset_t blocked{};
    sigset_t before{};  // what was blocked then
  };

  ScratchFolder(std::string path, net::Descriptor lock, const BlockedSignals& signals);
  static BlockedSignals BlockSignals();
  void Remove() const;
  void EndAtSignal(const std::stop_token& stop) const;

  const std::string path_;
  const net::Descriptor lock_;  // the folder
  const BlockedSignals signals_;
  std::jthread watch_;
};

}  // namespace onsale::app
