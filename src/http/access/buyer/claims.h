// What the shop says of a buyer in a token, and why a token is refused.
//
// Units:    times in a token are whole seconds since 1970; a tolerance of 30 seconds makes up for
//           clocks that differ.
// Shape:    `iss`, `aud`, `sub`, `iat` and `exp` are required; `nbf`, `jti`, `person`, `groups` and
//           `access` are optional; other claims are ignored. docs/identity.md describes each.
// Threads:  values.
// Errors:   BuyerTokenRefusal, with the first reason in the order of the enumeration.
// Source:   RFC 7519; docs/identity.md.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/time.h"

namespace onsale::http {

inline constexpr std::chrono::seconds kTokenClockTolerance{30};
inline constexpr std::chrono::minutes kTokenLifetimeMax{10};
// How long a caller waits before it sends a token again whose key is unknown.
inline constexpr std::chrono::seconds kUnknownKeyPause{30};

// Whether the shop can call a person so: 16 to 64 of [A-Za-z0-9_-].
bool IsPersonName(std::string_view name);

struct BuyerClaims {
  base::UserId user;                    // `sub`
  base::Time issued_at;                 // `iat`
  base::Time expires_at;                // `exp`, without the tolerance
  std::optional<std::string> token_id;  // `jti`: 1 to 128 visible ASCII characters
  std::optional<std::string> person;    // `person`: the shop's hash of one human being
  std::vector<std::string> groups;      // at most domain::kGroupsMax slugs
  bool may_take_accessible = false;     // `access`: accessible places, and longer holds
};

// What the tokens of this deployment must name.
struct BuyerTokenRules {
  std::string issuer;
  std::string audience;
};

enum class BuyerTokenReason : std::uint8_t {
  kMissing,
  kMalformed,
  kBadHeader,
  kUnknownKey,
  kBadSignature,
  kBadClaim,
  kWrongIssuer,
  kWrongAudience,
  kLifetimeTooLong,
  kNotYetValid,
  kExpired,
};

// The reason as a word for programs: `unknown-key`.
std::string_view WordOf(BuyerTokenReason reason);

struct BuyerTokenRefusal {
  BuyerTokenReason reason = BuyerTokenReason::kMissing;
  std::string name;         // of the header member or claim; set by kBadHeader and kBadClaim
  std::string_view wanted;  // what it must be, a constant

  // A sentence for whoever writes the shop. It has nothing of the token but the name, shortened and
  // without characters that could change a log.
  std::string Sentence() const;
};

// Reads the claims of a token whose signature was verified.
std::expected<BuyerClaims, BuyerTokenRefusal> ReadBuyerClaims(std::string_view json,
                                                              const BuyerTokenRules& rules,
                                                              base::Time now);

}  // namespace onsale::http
