#include "app/clock_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <string_view>

namespace onsale::app {
namespace {

constexpr const char* kClockName = "clock";
constexpr const char* kClockDraft = "clock.new";
constexpr std::size_t kBootIdLength = 36;
constexpr std::size_t kClockLineMax = kBootIdLength + 2 * 20 + 3;
// No time in the file is later: the end of the year 9999.
constexpr std::int64_t kMicrosMax = 253'402'300'799'999'999;

// Reads at most kClockLineMax + 1 bytes; nothing if the file cannot be read.
std::optional<std::string> ReadShort(int fd) {
  std::array<char, kClockLineMax + 1> bytes;
  const ssize_t size = ::read(fd, bytes.data(), bytes.size());
  if (size < 0) return std::nullopt;
  return std::string(bytes.data(), static_cast<std::size_t>(size));
}

// Takes a decimal number and the character after it.
std::optional<std::int64_t> TakeMicros(std::string_view& text, char after) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (error != std::errc() || value < 0 || value > kMicrosMax) return std::nullopt;
  if (!text.starts_with(after)) return std::nullopt;
  text.remove_prefix(1);
  return value;
}

}  // namespace

std::string BootId() {
  const net::Descriptor file(::open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC));
  auto id = file.open() ? ReadShort(file.get()) : std::nullopt;
  if (!id || id->size() < kBootIdLength) return {};
  id->resize(kBootIdLength);
  return *id;
}

ClockFile::ClockFile(const std::filesystem::path& directory, std::string boot_id)
    : directory_(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)),
      boot_id_(std::move(boot_id)) {}

std::optional<base::Duration> ClockFile::Read(base::Time boot_now) const {
  if (!directory_.open() || boot_id_.empty()) return std::nullopt;
  // O_NONBLOCK: if the name is a pipe's, opening it must not wait for a writer.
  const net::Descriptor file(::openat(directory_.get(), kClockName,
                                      O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
  struct stat status{};
  if (!file.open() || ::fstat(file.get(), &status) != 0) return std::nullopt;
  if (!S_ISREG(status.st_mode) || status.st_uid != ::geteuid()) return std::nullopt;
  const auto line = ReadShort(file.get());
  if (!line || !line->starts_with(boot_id_ + ' ')) return std::nullopt;
  std::string_view text(*line);
  text.remove_prefix(boot_id_.size() + 1);
  const auto boot = TakeMicros(text, ' ');
  const auto wall = boot ? TakeMicros(text, '\n') : std::nullopt;
  if (!wall || !text.empty()) return std::nullopt;
  if (*boot > boot_now.time_since_epoch().count()) return std::nullopt;
  return base::Duration(*wall - *boot);
}

bool ClockFile::Write(base::Duration believed, base::Time boot_now) const {
  if (!directory_.open() || boot_id_.empty()) return false;
  const std::string line = boot_id_ + ' ' + std::to_string(boot_now.time_since_epoch().count()) +
                           ' ' + std::to_string((boot_now + believed).time_since_epoch().count()) +
                           '\n';
  const int directory = directory_.get();
  // Removes only the draft's name: if the draft is a link, its target stays.
  ::unlinkat(directory, kClockDraft, 0);
  const net::Descriptor draft(
      ::openat(directory, kClockDraft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!draft.open()) return false;
  const ssize_t written = ::write(draft.get(), line.data(), line.size());
  const bool is_whole = written == static_cast<ssize_t>(line.size());
  if (is_whole && ::renameat(directory, kClockDraft, directory, kClockName) == 0) return true;
  ::unlinkat(directory, kClockDraft, 0);
  return false;
}

ClockKeeper::ClockKeeper(const ClockFile& file, const base::GuardedClock& clock,
                         const base::Clock& boot_clock)
    : file_(file), clock_(clock), boot_clock_(boot_clock) {
  Keep();
  thread_ = std::thread([this] { Loop(); });
}

ClockKeeper::~ClockKeeper() {
  {
    const base::MutexLock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void ClockKeeper::Keep() {
  const base::MutexLock lock(mutex_);
  Write();
}

void ClockKeeper::Write() {
  static_cast<void>(file_.Write(clock_.believed(), boot_clock_.Now()));
}

void ClockKeeper::Loop() {
  base::MutexLock lock(mutex_);
  for (;;) {
    const auto until = std::chrono::steady_clock::now() + base::kFollowInterval;
    while (!stopping_ && lock.WaitUntil(wake_, until)) {
    }
    if (stopping_) return;
    Write();
  }
}

}  // namespace onsale::app
