// Signs tokens as a shop does, for tests and fuzz targets, with the private keys of the RFCs.
//
// Source:   RFC 7515 appendices A.2 (RS256) and A.3 (ES256), RFC 8037 appendix A.1 (EdDSA).
#pragma once

#include <string>
#include <string_view>

#include "http/access/buyer/signing_key.h"

namespace onsale::http {

class TokenSigner {
 public:
  explicit TokenSigner(SignatureAlgorithm algorithm);

  // The public key as a member of a key set.
  std::string Jwk(std::string_view id) const;
  std::string Sign(std::string_view message) const { return key_.Sign(message); }
  // A token of this header and these claims, both JSON.
  std::string Token(std::string_view header, std::string_view claims) const {
    return key_.Token(header, claims);
  }

 private:
  SigningKey key_;
};

std::string Base64UrlOf(std::string_view bytes);

}  // namespace onsale::http
