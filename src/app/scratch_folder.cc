#include "app/scratch_folder.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <system_error>
#include <utility>

namespace onsale::app {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kScratchPrefix = "onsale-verify-";
constexpr int kMakeAttempts = 5;

// The folder, locked; a closed descriptor if it is not a folder of this user, or is locked.
net::Descriptor LockFolder(const std::string& path) {
  net::Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  struct stat status{};
  if (!folder.open() || ::fstat(folder.get(), &status) != 0) return {};
  if (status.st_uid != ::geteuid() || ::flock(folder.get(), LOCK_EX | LOCK_NB) != 0) return {};
  return folder;
}

void RemoveLeftFolders(const std::string& parent) {
  std::error_code error;
  for (fs::directory_iterator entry(parent, error), end; !error && entry != end;
       entry.increment(error)) {
    if (!entry->path().filename().string().starts_with(kScratchPrefix)) continue;
    const net::Descriptor folder = LockFolder(entry->path().string());
    std::error_code ignored;
    if (folder.open()) fs::remove_all(entry->path(), ignored);
  }
}

}  // namespace

std::expected<std::unique_ptr<ScratchFolder>, std::string> ScratchFolder::Make(
    const std::string& parent) {
  RemoveLeftFolders(parent);
  // Blocked before there is a folder, which a signal would leave behind.
  const BlockedSignals signals = BlockSignals();
  for (int attempt = 0; attempt < kMakeAttempts; ++attempt) {
    std::string path = parent + "/" + std::string(kScratchPrefix) + "XXXXXX";
    if (::mkdtemp(path.data()) == nullptr) break;
    net::Descriptor lock = LockFolder(path);
    std::error_code error;
    // Another process may have taken the folder for one that was left, and removed it.
    if (lock.open() && fs::exists(path, error)) {
      return std::unique_ptr<ScratchFolder>(
          new ScratchFolder(std::move(path), std::move(lock), signals));
    }
    errno = EBUSY;
  }
  const std::string reason = std::generic_category().message(errno);
  pthread_sigmask(SIG_SETMASK, &signals.before, nullptr);
  return std::unexpected("cannot create a folder in " + parent + ": " + reason);
}

ScratchFolder::BlockedSignals ScratchFolder::BlockSignals() {
  BlockedSignals signals;
  sigemptyset(&signals.blocked);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
    struct sigaction now{};
    ::sigaction(signal, nullptr, &now);
    if (now.sa_handler != SIG_IGN) sigaddset(&signals.blocked, signal);
  }
  pthread_sigmask(SIG_BLOCK, &signals.blocked, &signals.before);
  return signals;
}

ScratchFolder::ScratchFolder(std::string path, net::Descriptor lock, const BlockedSignals& signals)
    : path_(std::move(path)), lock_(std::move(lock)), signals_(signals) {
  watch_ = std::jthread([this](const std::stop_token& stop) { EndAtSignal(stop); });
}

ScratchFolder::~ScratchFolder() {
  watch_.request_stop();
  watch_.join();  // if a signal has come, the process ends here
  Remove();
  pthread_sigmask(SIG_SETMASK, &signals_.before, nullptr);
}

// Under another name no further file can be created in it by its path.
void ScratchFolder::Remove() const {
  const std::string ended = path_ + "-ended";
  std::error_code error;
  fs::rename(path_, ended, error);
  fs::remove_all(error ? path_ : ended, error);
}

void ScratchFolder::EndAtSignal(const std::stop_token& stop) const {
  constexpr timespec kLook{.tv_sec = 0, .tv_nsec = 50'000'000};
  while (!stop.stop_requested()) {
    const int signal = sigtimedwait(&signals_.blocked, nullptr, &kLook);
    if (signal <= 0) continue;
    Remove();
    std::_Exit(128 + signal);
  }
}

}  // namespace onsale::app
