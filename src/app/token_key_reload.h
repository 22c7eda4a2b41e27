// Puts the keys of the token key file in use while the server runs.
//
// Shape:    one reading at a time, on a thread that lives as long as it: over PostgreSQL the other nodes
//           are asked whether they agree. Keys that would not open what this server seals now are
//           refused.
// Owner:    waits for the thread when it is destroyed.
// Threads:  any.
// Errors:   logged; the keys of before stay in use.
#pragma once

#include <filesystem>
#include <string>

#include "app/log.h"
#include "app/token_key.h"
#include "base/task_thread.h"
#include "http/current_seal.h"
#include "http/token_key_source.h"
#include "store/store.h"

namespace onsale::app {

struct TokenKeyPlace {
  std::filesystem::path file;
  std::string store;  // a PostgreSQL URL; empty: no other node
  bool allow_insecure_store = false;
};

// The keys that this sale's server starts with: those of the file; new ones if there is no file and no
// token that a lost key would be needed for (`has_tokens`).
std::expected<http::SealKeys, std::string> StartingTokenKeys(const TokenKeyPlace& place,
                                                             bool has_tokens);
// Over PostgreSQL: a sentence if the other nodes would not open this node's tokens, or it not theirs.
std::expected<void, std::string> AgreeOnTokenKeys(const TokenKeyPlace& place,
                                                  const http::SealKeys& keys);

class TokenKeyReload final : public http::TokenKeySource {
 public:
  TokenKeyReload(TokenKeyPlace place, http::CurrentSeal& seal, Log& log)
      : place_(std::move(place)), seal_(seal), log_(log) {}

  void Reload(Done done) override;

 private:
  Result Read();
  std::expected<http::SealKeys, std::string> Acceptable() const;

  const TokenKeyPlace place_;
  http::CurrentSeal& seal_;
  Log& log_;
  base::TaskThread tasks_;
};

}  // namespace onsale::app
