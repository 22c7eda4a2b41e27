// Writes lines to a descriptor on a thread of its own: who logs never waits for whoever reads them.
//
// Units:    bytes. So many wait at most, and as many are being written; lines beyond are dropped and
//           counted. Urgent lines have a little more room.
// Owner:    the callbacks' surroundings outlive the writer. Should the descriptor still block when
//           the writer is destroyed, its thread is left behind; it never calls back again.
// Threads:  any; a line is written whole. The callbacks run on the writer's thread, or on none.
// Errors:   none; lines that the descriptor does not take are lost.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

namespace onsale::app {

class LogWriter {
 public:
  static constexpr std::size_t kWaitingMax = std::size_t{1} << 20;
  static constexpr std::size_t kUrgentExtra = std::size_t{64} << 10;
  // How long the end of the process waits for the descriptor.
  static constexpr std::chrono::milliseconds kEndTime{1000};
  // How often `lines_due` is asked when nothing is logged.
  static constexpr std::chrono::milliseconds kTick{1000};

  // Both with the writer's lock held: they must not come back here.
  struct Callbacks {
    std::function<std::string(std::uint64_t)> dropped;  // the line that reports how many
    std::function<std::string(bool)> lines_due;  // what time alone makes; true: for the last time
  };

  LogWriter(int fd, Callbacks callbacks);
  // Flushes, for at most kEndTime.
  ~LogWriter();
  LogWriter(const LogWriter&) = delete;
  LogWriter& operator=(const LogWriter&) = delete;

  void Put(std::string_view line, bool urgent);
  // Returns when everything put before is written, or after `limit`.
  void Flush(std::chrono::milliseconds limit = kEndTime);

 private:
  struct State;
  static void Run(const std::shared_ptr<State>& state);

  // Shared with the thread, which may have to be left behind.
  const std::shared_ptr<State> state_;
  std::thread thread_;
};

}  // namespace onsale::app
