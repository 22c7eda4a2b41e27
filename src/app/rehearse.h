// `onsale rehearse`: sends a crowd of buyers to a running server, then audits the responses.
//
// Errors:   the exit status: 0 all checks passed; 1 a check failed or could not be made, the server
//           sent an impossible response, or the rehearsal ended early; 2 wrong usage, or the server
//           is not reached.
// Threads:  the main thread. SIGINT and SIGTERM end the rehearsal early, with a report.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

#include "app/operator_call.h"

namespace onsale::app {

// The flags of `onsale rehearse` as they were given.
struct RehearseFlags {
  std::string url;
  std::uint32_t buyers = 1000;
  std::string arrive = "60s";
  std::string arrival = "opening";
  unsigned best = 50;  // percent of the buyers
  std::vector<std::string> shows;
  std::string report;
  std::string json;
  std::uint64_t seed = 0;  // 0: the seed is derived from the time
  std::size_t connections = 10'000;
  std::uint32_t speed = 1;
  std::string time_limit = "1h";
  std::string key_file;  // empty: as FindKey says
  std::string operator_url{kOperatorUrl};
  // Of a server with signed buyers; all four or none.
  std::string buyer_signing_key;
  std::string buyer_key_id;
  std::string buyer_issuer;
  std::string buyer_audience;
  std::string language = "en";
  bool yes = false;  // also for shows with sales that are not a rehearsal's

  // Adds the flags to `command`, which fills them when it is parsed; `*this` must not move.
  void AddTo(CLI::App& command);
};

struct RehearseOutput {
  std::ostream& out;
  std::ostream& err;
};

int Rehearse(const RehearseFlags& flags, const Invocation& invocation,
             const RehearseOutput& output);

}  // namespace onsale::app
