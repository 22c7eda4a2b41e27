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

// A directory that contains one of these names is a data directory.
constexpr std::array<std::string_view, 4> kSignsOfASale{"journal", "sale.db", "token.key", "lock"};
// A directory that is in the root of every new file system.
constexpr std::string_view kOfTheFileSystem = "lost+found";

// Refuses a directory with other files and no sale: otherwise `--data /tmp` would close /tmp to all
// other users.
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
  return Refused(directory + " contains other files (" + names->front() +
                 ") but no sale, and other users may access it (mode " + Octal(status.st_mode) +
                 "). A data directory is for its owner alone: give an empty or a new directory");
}

// Restricts a path to its owner. Returns the former mode if that changed; nullopt if it did not, or
// if the path does not exist.
std::expected<std::optional<mode_t>, StoreError> Narrow(const std::string& path) {
  struct stat status{};
  // Checks the owner of the link and of its target: another user may have put a symbolic link here.
  for (const auto look : {&::lstat, &::stat}) {
    if (look(path.c_str(), &status) != 0) {
      if (errno == ENOENT) return std::nullopt;
      return Failed("examine", path);
    }
    if (status.st_uid == ::geteuid()) continue;
    return Refused(path + " belongs to another user (uid " + std::to_string(status.st_uid) +
                   "), and this process runs as uid " + std::to_string(::geteuid()) +
                   "; run as its owner, or change the owner with chown -R");
  }
  const mode_t before = status.st_mode;
  if ((before & kOthers) == 0) return std::nullopt;
  if (::chmod(path.c_str(), before & 07777U & ~kOthers) != 0) {
    return Failed("remove the access of other users to", path);
  }
  if (::stat(path.c_str(), &status) == 0 && (status.st_mode & kOthers) == 0) return before;
  return Refused("other users may still access " + path + " (mode " + Octal(status.st_mode) +
                 "), because its file system does not change modes; use another file system");
}

// The paths that the store's files have, whether or not they exist.
std::vector<std::string> OwnPaths(const std::string& directory) {
  std::vector<std::string> paths;
  for (const char* const name :
       {"/lock", "/sale.db", "/sale.db-copy", "/sale.db-wal", "/sale.db-shm", "/clock"}) {
    paths.push_back(directory + name);
  }
  // If the journal's directory cannot be listed, the replay will report it.
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
    say("other users could access " + one + " (mode " + Octal(**narrowed) + "); its mode is now " +
        Octal(**narrowed & ~kOthers));
  }
  std::size_t files = 0;
  for (const std::string& path : OwnPaths(directory)) {
    const auto narrowed = Narrow(path);
    if (!narrowed) return std::unexpected(narrowed.error());
    if (*narrowed) ++files;
  }
  if (files > 0) {
    say("other users could access " + std::to_string(files) + " files in " + directory +
        "; now only their owner can");
  }
  return {};
}

}  // namespace onsale::store
