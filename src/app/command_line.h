// The command line. `onsale help` lists the commands; commands.h has their tree.
//
// Errors:   the exit status: 0 done, 1 a check failed or the server did, 2 wrong usage or settings.
// Threads:  the main thread.
#pragma once

#include <functional>
#include <iosfwd>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/serve.h"

namespace onsale::app {

inline constexpr int kExitDone = 0;
inline constexpr int kExitFailed = 1;
inline constexpr int kExitUsage = 2;

struct Invocation {
  std::vector<std::string> arguments;  // without the program's own name
  std::map<std::string, std::string, std::less<>> environment;
};

struct CommandStreams {
  std::ostream& out;
  std::ostream& err;
  std::function<int(const Settings&, Log&)> serve;
  // Asks a person a question and returns whether the answer is yes; nothing if there is nobody to
  // ask. If empty, there is nobody.
  std::function<std::optional<bool>(const std::string& question)> confirm = {};
};

int RunCommandLine(const Invocation& invocation, const CommandStreams& streams);

}  // namespace onsale::app
