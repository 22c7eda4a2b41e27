// A command's call of a running server as its operator.
//
// Errors:   Trouble: a sentence, and the exit status of the command: 1 the server refused the call
//           or failed; 2 wrong usage, another key than the server's, or no server there.
// Threads:  any; blocks as operator_client.h says.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "app/command_line.h"
#include "app/operator_client.h"

namespace onsale::app {

// The variable with the file of the access key, for commands without the flag.
inline constexpr std::string_view kKeyVariable = "ONSALE_KEY_FILE";
// The owner's key of a sale in `./data`, for commands to a server on this machine without any.
inline constexpr std::string_view kOwnKeyFile = "data-owner.key";

// The server that is called, and the file with an access key.
struct OperatorTarget {
  std::string url{kOperatorUrl};
  std::string key_file;  // empty: as KeyFileFor says
};

struct OperatorRequest {
  std::string_view method = "GET";
  std::string_view path;
  std::string_view body = {};    // JSON; empty: none
  std::string_view reason = {};  // Onsale-Reason, percent-encoded; empty: none
};

struct Trouble {
  std::string sentence;
  int status;
};
// The file of the access key for a server: `given`, or as the variable says, or kOwnKeyFile if it
// is there and the server is on this machine; empty if there is none.
std::string KeyFileFor(std::string_view url, const std::string& given,
                       const Invocation& invocation);

// Prints the sentence; returns the status.
int ComplainOf(const Trouble& trouble, const CommandStreams& streams);

// The body of the response 200.
std::expected<std::string, Trouble> CallServer(const OperatorTarget& target,
                                               const Invocation& invocation,
                                               const OperatorRequest& request);

}  // namespace onsale::app
