// Files with one access key, which the server makes for the owner and commands read.
//
// Shape:    a secret file (secret_file.h) of one line: the text of the key (access_key_text.h) and
//           at most one line end.
// Errors:   a sentence for the operator. It shows neither the key nor the path of a file that does
//           not exist, which may be the key itself.
// Threads:  any.
#pragma once

#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "app/secret_file.h"
#include "base/secret.h"

namespace onsale::app {

// The variable with the file of the key, for commands without the flag.
inline constexpr std::string_view kKeyVariable = "ONSALE_KEY_FILE";

// The file's line without its end, which may be something else than a key; nothing if there is no
// such file.
std::expected<std::optional<base::Secret>, std::string> ReadKeyLine(const SecretFile& file);

// The access key that a command sends.
std::expected<base::Secret, std::string> LoadAccessKey(const std::filesystem::path& file);

}  // namespace onsale::app
