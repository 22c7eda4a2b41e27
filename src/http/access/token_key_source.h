// The interface through which an operator's call reloads the server's token keys.
//
// Owner:    the source outlives the server; it calls every `done`, at the latest in its destructor.
// Threads:  any. `done` runs before Reload returns, or on a thread of the source.
#pragma once

#include <expected>
#include <functional>

#include "http/access/token_seal.h"

namespace onsale::http {

// The error of a reload: the new keys were rejected; the previous ones stay in use. The log reports
// why.
struct TokenKeysRefused {};

class TokenKeySource {
 public:
  using Result = std::expected<SealKeyIds, TokenKeysRefused>;
  using Done = std::move_only_function<void(Result)>;

  virtual ~TokenKeySource() = default;
  // Reloads the keys and puts them into use; returns the ids of the keys then in use.
  virtual void Reload(Done done) = 0;
};

}  // namespace onsale::http
