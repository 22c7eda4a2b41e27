// `onsale key add|list|rotate|revoke`: the access keys of a running server.
//
// Shape:    the text of a new key goes to stdout alone, so that it can be redirected to a file;
//           what belongs to it goes to stderr.
// Errors:   the exit status, as operator_call.h says.
// Threads:  the main thread.
#pragma once

#include <string>
#include <vector>

#include "app/operator_call.h"

namespace onsale::app {

struct KeyTask {
  OperatorTarget target;
  std::string verb;  // add, list, rotate or revoke
  std::string name;  // of a new key; of the others the id
  std::string role;
  std::vector<std::string> scopes;
  std::string ends_at;
  std::string former;       // how long the former secret stays valid; empty: as the server does
  std::string replaces;     // which of two valid secrets a rotation ends; empty: neither
  std::string former_ends;  // with `replaces`: formerEndsAt of the key, as it was listed
  std::string reason;

  // Adds the flags of `onsale key VERB` to `command`; `*this` must not move.
  void AddTo(CLI::App& command, std::string_view of_verb);
};

int RunKey(const KeyTask& task, const Invocation& invocation, const CommandStreams& streams);

}  // namespace onsale::app
