#include "store/decided_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "store/command_text.h"

namespace onsale::store {
namespace {

std::string MicrosecondsOf(base::Time at) {
  return std::to_string(at.time_since_epoch().count());
}

}  // namespace

std::expected<std::unique_ptr<DecidedLog>, std::string> DecidedLog::Open(const std::string& path) {
  const int file = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return std::unexpected("cannot open " + path + ": " + std::strerror(errno));
  std::unique_ptr<DecidedLog> log(new DecidedLog(file));
  // Ends the last line of a process that was killed while it wrote.
  log->Append("\n");
  return log;
}

DecidedLog::~DecidedLog() {
  ::close(file_);
}

std::string DecidedLog::BatchText(base::Time at, std::uint64_t number,
                                  std::span<const domain::Command> commands) {
  std::string text = "batch " + MicrosecondsOf(at) + ' ' + std::to_string(number) + '\n';
  for (const domain::Command& command : commands) text += CommandText(command) + '\n';
  return text;
}

std::string DecidedLog::DueText(base::Time at) {
  return "due " + MicrosecondsOf(at) + '\n';
}

void DecidedLog::AppendWrites(std::uint64_t commit_number, const std::string& batches) {
  Append("writes " + std::to_string(commit_number) + '\n' + batches + "end\n");
}

void DecidedLog::AppendReads(std::uint64_t commit_number, const std::string& batches) {
  Append("reads " + std::to_string(commit_number) + '\n' + batches + "end\n");
}

void DecidedLog::Append(const std::string& group) {
  const base::MutexLock lock(mutex_);
  for (std::size_t done = 0; done < group.size();) {
    const ssize_t written = ::write(file_, group.data() + done, group.size() - done);
    if (written < 0 && errno != EINTR) return;
    if (written > 0) done += static_cast<std::size_t>(written);
  }
}

}  // namespace onsale::store
