// Writes lines to a descriptor on its own thread, so that callers never wait for the reader.
//
// Units:    bytes. At most kWaitingMax bytes wait to be written; further lines are dropped and
//           counted. For urgent lines, kUrgentExtra more bytes may wait.
// Owner:    what the callbacks use outlives the writer. If the descriptor still blocks when the
//           writer is destroyed, the thread is detached; it runs no callback afterwards.
// Threads:  any; a line is written whole. The callbacks run on the writer's thread.
// Errors:   none; lines that the descriptor does not accept are lost.
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
  // How long the destructor and Flush wait at most for the descriptor.
  static constexpr std::chrono::milliseconds kEndTime{1000};
  // How often `lines_due` is called while no line is put.
  static constexpr std::chrono::milliseconds kTick{1000};

  // The callbacks are called with the writer's lock held: they must not call the writer.
  struct Callbacks {
    std::function<std::string(std::uint64_t)> dropped;  // the line that reports this count
    std::function<std::string(bool)> lines_due;  // lines that are due by time; true: the last call
  };

  LogWriter(int fd, Callbacks callbacks);
  // Writes the waiting lines, for at most kEndTime.
  ~LogWriter();
  LogWriter(const LogWriter&) = delete;
  LogWriter& operator=(const LogWriter&) = delete;

  void Put(std::string_view line, bool urgent);
  // How many lines were dropped since the start.
  std::uint64_t dropped() const;
  // Returns when all lines put before the call are written, or after `limit`.
  void Flush(std::chrono::milliseconds limit = kEndTime);

 private:
  struct State;
  static void Run(const std::shared_ptr<State>& state);

  // Shared with the thread, which may outlive the writer: the destructor detaches the thread if the
  // descriptor blocks.
  const std::shared_ptr<State> state_;
  std::thread thread_;
};

}  // namespace onsale::app
