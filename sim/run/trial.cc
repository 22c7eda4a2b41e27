#include "sim/run/trial.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "base/assert.h"

namespace onsale::sim {
namespace {

constexpr std::size_t kTextMax = 60'000;  // less than the capacity of a pipe
constexpr const char* kMemory = "/dev/shm";

void BeQuiet() {
  const int nowhere = ::open("/dev/null", O_WRONLY);
  if (nowhere >= 0) ::dup2(nowhere, STDERR_FILENO);
}

std::string ReadAll(int from) {
  std::string text;
  char buffer[4096];
  for (ssize_t count = 0; (count = ::read(from, buffer, sizeof buffer)) > 0;) {
    text.append(buffer, static_cast<std::size_t>(count));
  }
  return text;
}

}  // namespace

std::optional<std::string> EndOf(int wait_status) {
  if (WIFEXITED(wait_status)) {
    const int status = WEXITSTATUS(wait_status);
    if (status == 0) return std::nullopt;
    return "the process ended with status " + std::to_string(status);
  }
  const int signal = WTERMSIG(wait_status);
  if (signal == SIGALRM) return "the time limit passed";
  return std::string("the process was ended: ") + strsignal(signal);
}

std::optional<std::string> Try(const std::function<std::optional<std::string>()>& work,
                               const TrialOptions& options) {
  int ends[2];
  ONSALE_ASSERT(::pipe(ends) == 0);
  const pid_t child = ::fork();
  ONSALE_ASSERT(child >= 0);
  if (child == 0) {
    ::close(ends[0]);
    if (options.quiet) BeQuiet();
    ::alarm(options.seconds_max);
    if (const auto found = work()) {
      const std::string text = found->substr(0, kTextMax);
      if (::write(ends[1], text.data(), text.size()) < 0) ::_exit(3);
      ::_exit(2);
    }
    ::_exit(0);
  }
  ::close(ends[1]);
  const std::string text = ReadAll(ends[0]);
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  if (!text.empty()) return text;
  return EndOf(status);
}

ScratchDirectory::ScratchDirectory()
    : TempDirectory(std::filesystem::is_directory(kMemory)
                        ? kMemory
                        : std::filesystem::temp_directory_path()) {}

}  // namespace onsale::sim
