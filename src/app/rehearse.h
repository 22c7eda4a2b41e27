// `onsale rehearse`: a crowd against a running server, and an audit of what it was told.
//
// Errors:   the exit status: 0 it went well; 1 the audit failed, a check could not be made, the server
//           gave an answer that no honest one gives, or the rehearsal ended early; 2 wrong usage, or the
//           server is not reached.
// Threads:  the main thread; SIGINT and SIGTERM end the rehearsal early, with its report.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

namespace onsale::app {

// The flags as they were given.
struct RehearseFlags {
  std::string url;
  std::uint32_t buyers = 1000;
  std::string arrive = "60s";
  std::vector<std::string> shows;
  std::string report;
  std::string json;
  std::uint64_t seed = 0;  // 0: one that follows from the time
  std::size_t connections = 10'000;
  std::uint32_t speed = 1;
  std::string time_limit = "1h";
  std::string operator_key_file;
  std::string language = "en";

  // Fills the flags when `command` is parsed; `*this` must not move.
  void AddTo(CLI::App& command);
};

struct RehearseOutput {
  std::ostream& out;
  std::ostream& err;
};

int Rehearse(const RehearseFlags& flags, const RehearseOutput& output);

}  // namespace onsale::app
