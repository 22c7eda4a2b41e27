#include "http/access/operator_key.h"

#include <openssl/crypto.h>

#include <algorithm>

#include "base/ascii.h"

namespace onsale::http {
bool OperatorKey::Is(std::string_view key) const {
  const base::Sha256Digest digest = base::Sha256Of(key);
  return CRYPTO_memcmp(digest.bytes.data(), digest_.bytes.data(), digest.bytes.size()) == 0;
}

std::optional<std::string_view> ReadBearer(std::string_view authorization) {
  constexpr std::string_view kScheme = "bearer ";
  if (!std::ranges::equal(authorization.substr(0, kScheme.size()), kScheme, {}, base::Lower)) {
    return std::nullopt;
  }
  std::string_view key = authorization.substr(kScheme.size());
  while (key.starts_with(' ')) key.remove_prefix(1);
  if (key.empty() || key.find(' ') != std::string_view::npos) return std::nullopt;
  return key;
}

}  // namespace onsale::http
