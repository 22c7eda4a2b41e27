// The repository's folder, from which tests read files. Defined in a source that CMake generates
// (onsale_source_dir in cmake/Floor.cmake): a flag with the path would make each object file of a
// test program differ from those of another clone.
#pragma once

#include <string>

namespace onsale::base {

std::string SourceDir();

}  // namespace onsale::base
