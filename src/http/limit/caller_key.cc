#include "http/limit/caller_key.h"

#include <cstring>

#include "base/sha256.h"

namespace onsale::http {

CallerKey CallerKey::Of(const BuyerClaims& buyer) {
  CallerKey key(buyer.person ? CallerKind::kPerson : CallerKind::kUser);
  const base::Sha256Digest digest =
      base::Sha256Of(buyer.person ? *buyer.person : buyer.user.text());
  key.Append(digest.bytes.data(), key.bytes_.size());
  return key;
}

CallerKey CallerKey::Of(const domain::QueueTokenKey& token) {
  CallerKey key(CallerKind::kQueueToken);
  key.Append(&token.room.value, sizeof token.room.value);
  key.Append(&token.number.value, sizeof token.number.value);
  return key;
}

CallerKey CallerKey::Of(const net::IpAddress& address) {
  constexpr std::size_t kV6Prefix = 8;
  CallerKey key(CallerKind::kAddress);
  key.Append(address.bytes.data(), address.IsV4() ? address.bytes.size() : kV6Prefix);
  return key;
}

void CallerKey::Append(const void* bytes, std::size_t size) {
  std::memcpy(bytes_.data() + size_, bytes, size);
  size_ = static_cast<std::uint8_t>(size_ + size);
}

}  // namespace onsale::http
