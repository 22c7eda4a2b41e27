// Whether an access key is valid now.
#pragma once

#include <optional>
#include <string_view>

#include "domain/access_key.h"

namespace onsale::http {

// Why the key with this digest is not valid now, as a sentence; nothing if it is. `row` is the row
// with the key's id, or null. Only somebody who has the secret gets to know that there is such a
// key.
std::optional<std::string_view> KeyMistake(const domain::AccessKeyRow* row,
                                           const base::Sha256Digest& digest, base::Time now);

}  // namespace onsale::http
