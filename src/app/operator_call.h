// A command's call of a running server as its operator.
//
// Errors:   Trouble: a sentence, and the exit status of the command: 1 the server refused the call
//           or failed; 2 wrong usage, another key than the server's, or no server there.
// Threads:  any; blocks as operator_client.h says.
#pragma once

#include <CLI/CLI.hpp>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/access_key_file.h"
#include "app/command_line.h"
#include "app/operator_client.h"

namespace onsale::app {

// The server that is called, and the file with an access key.
struct OperatorTarget {
  std::string url{kOperatorUrl};
  std::string key_file;  // empty: as FindKey says

  // Adds --url and --key-file to `command`; `*this` must not move.
  void AddTo(CLI::App& command);
};

struct OperatorRequest {
  std::string_view method = "GET";
  std::string_view path;
  std::string_view body = {};    // JSON; empty: none
  std::string_view reason = {};  // Onsale-Reason, percent-encoded; empty: none
  std::chrono::seconds within = kAnswerTime;
  std::stop_token stop = {};  // as of an OperatorQuestion
};

struct Trouble {
  std::string sentence;
  int status;
  std::vector<std::string> mistakes = {};  // of a catalogue that the server refused
};

// The access key for a server, from the file that the target or the variable (kKeyVariable) names,
// or else, for a server on this machine, from the owner key file of a sale in `./data`. An empty
// one if there is no such file.
std::expected<base::Secret, Trouble> FindKey(const OperatorTarget& target,
                                             const Invocation& invocation);

// A sentence about a key that is sent to this URL without encryption over a network; nothing if
// the URL is of this machine, or of nothing.
std::optional<std::string> ClearTextWarning(std::string_view url);

// Prints the sentence; returns the status.
int ComplainOf(const Trouble& trouble, const CommandStreams& streams);

// The body of the response 200.
std::expected<std::string, Trouble> CallServer(const OperatorTarget& target,
                                               const Invocation& invocation,
                                               const OperatorRequest& request);

}  // namespace onsale::app
