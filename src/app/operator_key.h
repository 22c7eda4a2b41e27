// The operator's key, read from a secret file (secret_file.h) of one line.
//
// Shape:    16 to 256 visible ASCII characters and at most one line end.
// Errors:   a sentence for the operator. It shows neither the key nor the path of a file that does
//           not exist, which may be the key itself.
#pragma once

#include <expected>
#include <filesystem>
#include <string>

#include "base/secret.h"

namespace onsale::app {

std::expected<base::Secret, std::string> LoadOperatorKey(const std::filesystem::path& file);

}  // namespace onsale::app
