// Reloads the token key file while the server runs.
//
// Shape:    one reload at a time, on a thread of its own, because over PostgreSQL a reload also
//           checks the other nodes' keys. Refuses keys that cannot open the tokens that are sealed
//           now.
// Owner:    the destructor of TokenKeyReload waits for a reload in progress.
// Threads:  any.
// Errors:   logged; the previous keys stay in use.
#pragma once

#include <filesystem>
#include <string>

#include "app/log.h"
#include "app/token_key.h"
#include "base/task_thread.h"
#include "http/access/current_seal_keys.h"
#include "http/access/token_key_source.h"
#include "store/store.h"

namespace onsale::app {

struct TokenKeyLocation {
  std::filesystem::path file;
  std::string store;  // a PostgreSQL URL; empty: there are no other nodes
  bool allow_insecure_store = false;
};

// The token keys for a start: those of the file, or new ones if there is no file. A missing file is
// an error if the sale has tokens (`has_tokens`): only the lost key opens them.
std::expected<http::SealKeys, std::string> StartingTokenKeys(const TokenKeyLocation& location,
                                                             bool has_tokens);
// For a sale in PostgreSQL: an error if this node and another one could not open each other's
// tokens.
std::expected<void, std::string> AgreeOnTokenKeys(const TokenKeyLocation& location,
                                                  const http::SealKeys& keys);

class TokenKeyReload final : public http::TokenKeySource {
 public:
  TokenKeyReload(TokenKeyLocation location, http::CurrentSealKeys& in_use, Log& log)
      : location_(std::move(location)), in_use_(in_use), log_(log) {}

  void Reload(Done done) override;

 private:
  Result Read();
  std::expected<http::SealKeys, std::string> Acceptable() const;

  const TokenKeyLocation location_;
  http::CurrentSealKeys& in_use_;
  Log& log_;
  base::TaskThread tasks_;
};

}  // namespace onsale::app
