#include "http/access/key_mistake.h"

#include "http/access/access_key_text.h"

namespace onsale::http {

std::optional<std::string_view> KeyMistake(const domain::AccessKeyRow* row,
                                           const base::Sha256Digest& digest, base::Time now) {
  const bool is_current = row != nullptr && SameDigest(row->digest, digest);
  const bool is_former =
      row != nullptr && !is_current && row->former && SameDigest(*row->former, digest);
  if (!is_current && !is_former) return "This server has no such access key.";
  if (row->revoked) return "This access key was revoked.";
  if (row->ends && now >= *row->ends) return "This access key has ended.";
  if (is_former && now >= *row->former_until) {
    return "This access key was rotated, and its former secret has ended.";
  }
  return std::nullopt;
}

}  // namespace onsale::http
