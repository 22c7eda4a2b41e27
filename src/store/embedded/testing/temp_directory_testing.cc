#include "store/embedded/testing/temp_directory_testing.h"

#include <cstdlib>
#include <filesystem>

namespace onsale::store {

TempDirectory::TempDirectory() {
  std::string name = (std::filesystem::temp_directory_path() / "onsale-store-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) std::abort();
  path_ = name;
}

TempDirectory::~TempDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace onsale::store
