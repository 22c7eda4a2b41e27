// Where the server's token keys come from, as the operator's call sees it.
//
// Owner:    outlives the server; calls every `done`, at the latest when it is destroyed.
// Threads:  any. `done` runs before Reload returns, or on a thread inside.
#pragma once

#include <expected>
#include <functional>

#include "http/token_seal.h"

namespace onsale::http {

// A question of an endpoint: reads the token keys again.
struct ReloadTokenKeys {};

// The keys were not taken, and those before are still in use. The log says why.
struct TokenKeysRefused {};

class TokenKeySource {
 public:
  using Result = std::expected<SealKeyIds, TokenKeysRefused>;
  using Done = std::move_only_function<void(Result)>;

  virtual ~TokenKeySource() = default;
  // Reads the keys again and puts them in use; gives the ids of those in use then.
  virtual void Reload(Done done) = 0;
};

}  // namespace onsale::http
