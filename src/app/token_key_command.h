// `onsale token-key new|rotate|add|switch|drop|reload`: changes the file of the keys that seal queue
// tokens, and asks a running server to read it again.
//
// Shape:    says which keys the file or the server has then, by their ids, and what to do next.
// Errors:   the exit status: 0 done, 1 not. If the file was changed and the server was not reached, both
//           are said.
// Threads:  the main thread.
// Source:   docs/operating.md, "Changing the token key".
#pragma once

#include <iosfwd>
#include <optional>
#include <string>

#include "app/token_key.h"

namespace onsale::app {

struct TokenKeyTask {
  std::optional<KeyChange> change;  // nothing: only reload
  std::string data;                 // the file is `token.key` in it; or
  std::string file;
  bool drop_older = false;
  std::string store;  // with KeyChange::kNew: the sale in PostgreSQL that is to take the new key
  bool allow_insecure_store = false;
  std::string url;  // of the server that is to read the file again; empty: none
  std::string operator_key_file;
};

struct TokenKeyOutput {
  std::ostream& out;
  std::ostream& err;
};

int ManageTokenKey(const TokenKeyTask& task, TokenKeyOutput output);

}  // namespace onsale::app
