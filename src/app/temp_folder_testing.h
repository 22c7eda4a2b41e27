// A temporary folder for a test, removed by the destructor.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace onsale::app {

class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  // Writes `text` to a new file and returns its path.
  std::filesystem::path Write(const std::string& name, std::string_view text) const;

 private:
  std::filesystem::path path_;
};

}  // namespace onsale::app
