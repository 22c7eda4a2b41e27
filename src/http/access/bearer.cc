#include "http/access/bearer.h"

#include <algorithm>

#include "base/ascii.h"

namespace onsale::http {

std::optional<std::string_view> ReadBearer(std::string_view authorization) {
  constexpr std::string_view kScheme = "bearer ";
  if (!std::ranges::equal(authorization.substr(0, kScheme.size()), kScheme, {}, base::Lower)) {
    return std::nullopt;
  }
  std::string_view token = authorization.substr(kScheme.size());
  while (token.starts_with(' ')) token.remove_prefix(1);
  if (token.empty() || token.find(' ') != std::string_view::npos) return std::nullopt;
  return token;
}

}  // namespace onsale::http
