// The operator's key: a file of one line, which only its owner may read (secret_file.h).
//
// Shape:    16 to 256 visible ASCII characters, and at most one line end behind them.
// Errors:   a sentence for the operator, which never shows the key; a path where no file is, is not
//           shown either: it may be the key itself.
#pragma once

#include <expected>
#include <filesystem>
#include <string>

#include "base/secret.h"

namespace onsale::app {

std::expected<base::Secret, std::string> LoadOperatorKey(const std::filesystem::path& file);

}  // namespace onsale::app
