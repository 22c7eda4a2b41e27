// `onsale token-key new|rotate|add|switch|drop|reload`: changes the token key file and makes a
// running server read it again.
//
// Shape:    prints the ids of the keys that the file or the server now has, and the next step.
// Errors:   the exit status: 0 done, 1 the file or the database could not be changed, or the server
//           refused, 2 wrong usage or no server there. If the file was changed but the server was
//           not reached, both are printed.
// Threads:  the main thread.
// Source:   docs/token-key.md.
#pragma once

#include <optional>
#include <string>

#include "app/operator_call.h"
#include "app/token_key.h"

namespace onsale::app {

struct TokenKeyTask {
  std::optional<KeyChange> change;  // nothing: `reload` only
  std::string data;                 // the folder with `token.key`; unless `file` is set
  std::string file;
  bool drop_older = false;
  std::string store;  // with KeyChange::kNew: the sale in PostgreSQL that gets the new key
  bool allow_insecure_store = false;
  std::string url;  // the server that reads the file again; empty: none
  std::string key_file;
};

int ManageTokenKey(const TokenKeyTask& task, const Invocation& invocation,
                   const CommandStreams& streams);

}  // namespace onsale::app
