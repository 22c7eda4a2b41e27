// Signs buyers as their shop does, so that a rehearsal can be held against `--buyers signed`.
//
// Units:    a token is valid for five minutes.
// Threads:  any, concurrently.
// Errors:   Load: a sentence for the operator, which shows nothing of the key.
#pragma once

#include <expected>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/time.h"
#include "http/access/buyer/claims.h"
#include "http/access/buyer/signing_key.h"

namespace onsale::app {

class BuyerSigner {
 public:
  struct Options {
    std::filesystem::path key_file;  // a private key in PEM
    std::string key_id;              // its `kid` in the server's key set
    http::BuyerTokenRules rules;
  };
  static std::expected<BuyerSigner, std::string> Load(const Options& options);

  // Requires: `user` is a user id without characters that JSON escapes.
  std::string TokenOf(std::string_view user, base::Time now) const;

 private:
  BuyerSigner(http::SigningKey key, const Options& options);

  http::SigningKey key_;
  std::string header_;
  std::string claims_;  // those that all tokens have, an object that is not closed
};

}  // namespace onsale::app
