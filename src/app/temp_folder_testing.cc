#include "app/temp_folder_testing.h"

#include <cstdlib>
#include <fstream>

namespace onsale::app {

TempFolder::TempFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "onsale-test-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) std::abort();
  path_ = name;
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::filesystem::path TempFolder::Write(const std::string& name, std::string_view text) const {
  std::filesystem::path file = path_ / name;
  std::ofstream(file, std::ios::binary) << text;
  return file;
}

}  // namespace onsale::app
