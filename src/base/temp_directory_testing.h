// A new directory for a test, removed with its content by the destructor.
//
// Owner:    the process that created the directory: a forked child may use it, and does not remove
//           it.
#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace onsale::base {

class TempDirectory {
 public:
  explicit TempDirectory(
      const std::filesystem::path& parent = std::filesystem::temp_directory_path())
      : path_((parent / "onsale-test-XXXXXX").string()), owner_(::getpid()) {
    if (::mkdtemp(path_.data()) == nullptr) std::abort();
  }
  ~TempDirectory() {
    std::error_code ignored;
    if (::getpid() == owner_) std::filesystem::remove_all(path_, ignored);
  }
  TempDirectory(const TempDirectory&) = delete;
  TempDirectory& operator=(const TempDirectory&) = delete;

  const std::string& path() const { return path_; }
  // Writes `text` to a new file and returns its path.
  std::filesystem::path Write(const std::string& name, std::string_view text) const {
    std::filesystem::path file = path_ + "/" + name;
    std::ofstream(file, std::ios::binary) << text;
    return file;
  }

 private:
  std::string path_;
  pid_t owner_;
};

}  // namespace onsale::base
