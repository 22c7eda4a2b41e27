// The caller of a call, as a key for limits.
//
// Shape:    a caller is known by the first of these that the call shows and the server verified: a
//           person, a user, a queue token, an API key. A call with none of them counts for its
//           address: an IPv4 address, or the first 64 bits of an IPv6 address, because one client
//           can have all addresses that begin with them. A person or a user is the first 16 bytes
//           of the SHA-256 of its text. API keys keep their place for later.
// Owner:    a value.
// Threads:  any.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "domain/rows.h"
#include "http/access/buyer/claims.h"
#include "net/ip_address.h"

namespace onsale::http {

enum class CallerKind : std::uint8_t { kPerson, kUser, kQueueToken, kApiKey, kAddress };
inline constexpr std::size_t kCallerKinds = static_cast<std::size_t>(CallerKind::kAddress) + 1;

constexpr std::string_view NameOf(CallerKind kind) {
  constexpr std::array<std::string_view, kCallerKinds> kNames = {"person", "user", "queue-token",
                                                                 "api-key", "address"};
  return kNames[static_cast<std::size_t>(kind)];
}

class CallerKey {
 public:
  // The person of a buyer token, or else its user. Requires: the token was verified.
  static CallerKey Of(const BuyerClaims& buyer);
  // Requires: the token's seal was verified.
  static CallerKey Of(const domain::QueueTokenKey& token);
  static CallerKey Of(const net::IpAddress& address);

  CallerKind kind() const { return kind_; }
  // The bytes by which callers of one kind differ.
  std::string_view bytes() const { return {bytes_.data(), size_}; }

 private:
  explicit CallerKey(CallerKind kind) : kind_(kind) {}
  void Append(const void* bytes, std::size_t size);

  CallerKind kind_;
  std::uint8_t size_ = 0;
  std::array<char, 16> bytes_{};
};

}  // namespace onsale::http
