#include "store/embedded/private_directory.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <vector>

#include "store/embedded/journal/segment.h"

namespace onsale::store {
namespace {

constexpr mode_t kOthers = S_IRWXG | S_IRWXO;

std::unexpected<StoreError> Refused(std::string sentence) {
  return std::unexpected(StoreError{StoreErrorCode::kUnavailable, std::move(sentence)});
}

std::unexpected<StoreError> Failed(const std::string& attempt, const std::string& path) {
  return Refused("cannot " + attempt + " " + path + ": " + std::generic_category().message(errno));
}

std::string Octal(mode_t mode) {
  char text[8];
  std::snprintf(text, sizeof text, "%04o", mode & 07777U);
  return text;
}

// A directory with any of these names is a data directory.
constexpr std::array<std::string_view, 4> kSignsOfASale{"journal", "sale.db", "token.key", "lock"};
// Exists in the root of a new file system.
constexpr std::string_view kOfTheFileSystem = "lost+found";

// Without this check `--data /tmp` would close /tmp to all other users.
std::expected<void, StoreError> RefuseOtherThings(const std::string& directory) {
  struct stat status{};
  if (::stat(directory.c_str(), &status) != 0 || (status.st_mode & kOthers) == 0) return {};
  auto names = PosixFileSystem().List(directory);
  if (!names) return Refused(names.error().Text());
  const auto is_sign = [](const std::string& name) {
    return std::ranges::find(kSignsOfASale, name) != kSignsOfASale.end();
  };
  if (std::ranges::any_of(*names, is_sign)) return {};
  std::erase_if(*names, [](const std::string& name) {
    return name == "." || name == ".." || name == kOfTheFileSystem;
  });
  if (names->empty()) return {};
  return Refused(directory + " has other things in it (" + names->front() +
                 ") and no sale, and others may use it (mode " + Octal(status.st_mode) +
                 "). A data directory is for its owner alone: name an empty or a new directory");
}

// Returns the former mode if it was changed; nullopt if it was not, or if the path does not exist.
std::expected<std::optional<mode_t>, StoreError> Narrow(const std::string& path) {
  struct stat status{};
  // Another user may have put a symbolic link here; only a link of our own is followed.
  for (const auto look : {&::lstat, &::stat}) {
    if (look(path.c_str(), &status) != 0) {
      if (errno == ENOENT) return std::nullopt;
      return Failed("examine", path);
    }
    if (status.st_uid == ::geteuid()) continue;
    return Refused(path + " belongs to another user (uid " + std::to_string(status.st_uid) +
                   "), and this process runs as uid " + std::to_string(::geteuid()) +
                   "; run as its owner, or make it ours: chown -R");
  }
  const mode_t before = status.st_mode;
  if ((before & kOthers) == 0) return std::nullopt;
  if (::chmod(path.c_str(), before & 07777U & ~kOthers) != 0) {
    return Failed("keep others out of", path);
  }
  if (::stat(path.c_str(), &status) == 0 && (status.st_mode & kOthers) == 0) return before;
  return Refused("others may still use " + path + " (mode " + Octal(status.st_mode) +
                 "), which its file system does not let us change; use another file system");
}

// Paths of the store's files, existing or not.
std::vector<std::string> OwnPaths(const std::string& directory) {
  std::vector<std::string> paths;
  for (const char* const name : {"/lock", "/sale.db", "/sale.db-wal", "/sale.db-shm"}) {
    paths.push_back(directory + name);
  }
  // If the journal cannot be listed, the replay reports it.
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(directory + "/journal", ignored)) {
    const std::string name = entry.path().filename().string();
    if (SegmentNumber(name) || IsLeftover(name)) paths.push_back(entry.path().string());
  }
  return paths;
}

}  // namespace

std::expected<void, StoreError> MakePrivate(const std::string& directory,
                                            const std::function<void(const std::string&)>& log) {
  if (auto ours = RefuseOtherThings(directory); !ours) return ours;
  const auto say = [&log](const std::string& sentence) {
    if (log) log(sentence);
  };
  for (const std::string& one : {directory, directory + "/journal"}) {
    const auto narrowed = Narrow(one);
    if (!narrowed) return std::unexpected(narrowed.error());
    if (!*narrowed) continue;
    say("others could use " + one + " (mode " + Octal(**narrowed) + "); its mode is now " +
        Octal(**narrowed & ~kOthers));
  }
  std::size_t files = 0;
  for (const std::string& path : OwnPaths(directory)) {
    const auto narrowed = Narrow(path);
    if (!narrowed) return std::unexpected(narrowed.error());
    if (*narrowed) ++files;
  }
  if (files > 0) {
    say("others could use " + std::to_string(files) + " files in " + directory +
        "; only their owner may now");
  }
  return {};
}

}  // namespace onsale::store
