// Verifies the token by which the shop vouches for a buyer: a signed JSON Web Token.
//
// Shape:    HEADER.CLAIMS.SIGNATURE, at most 4096 bytes, each part base64url without padding. The
//           header names a key (`kid`), and that key alone fixes the algorithm, which `alg` must
//           equal. `crit` is refused; `typ` is absent, `JWT` or `at+jwt`; other members, such as
//           `jku`, `jwk` and `x5u`, are ignored and never followed.
// Owner:    the keys outlive the verifier.
// Threads:  one at a time; each thread has its own.
// Errors:   BuyerTokenRefusal, with the first reason in the order of BuyerTokenReason. Claims are
//           read only after the signature was verified.
// Source:   RFC 7515, RFC 7519, RFC 8725 (best practices); docs/identity.md.
#pragma once

#include <expected>
#include <memory>
#include <string_view>
#include <utility>

#include "base/time.h"
#include "http/access/buyer/claims.h"
#include "http/access/buyer/current_key_set.h"

namespace onsale::http {

// How a server verifies buyers. The keys outlive the server.
struct SignedBuyers {
  BuyerTokenRules rules;
  CurrentKeySet& keys;
};

class BuyerTokenVerifier {
 public:
  static constexpr std::size_t kTokenBytesMax = 4096;

  BuyerTokenVerifier(BuyerTokenRules rules, CurrentKeySet& keys)
      : rules_(std::move(rules)), keys_(keys) {}

  // Verifies `token`, the text after `Bearer`; empty: there is none. An unknown key is answered at
  // once, and reported to the keys, which may know it a few seconds later (kUnknownKeyPause).
  std::expected<BuyerClaims, BuyerTokenRefusal> Verify(std::string_view token, base::Time now);

 private:
  const BuyerTokenRules rules_;
  CurrentKeySet& keys_;
  std::shared_ptr<const KeySet> used_;
  std::uint64_t used_version_ = 0;
};

}  // namespace onsale::http
