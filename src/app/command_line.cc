#include "app/command_line.h"

#include <ostream>

#include "app/commands.h"
#include "app/usage.h"

namespace onsale::app {

int RunCommandLine(const Invocation& invocation, const CommandStreams& streams) {
  Commands commands(invocation, streams);
  CLI::App& program = commands.program();
  try {
    // CLI11 takes a vector of arguments from the last to the first.
    program.parse(std::vector(invocation.arguments.rbegin(), invocation.arguments.rend()));
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) {
      program.exit(error, streams.out, streams.err);  // prints the help or the version
      return kExitDone;
    }
    streams.err << "onsale: " << UsageMistake(error, program, invocation.arguments) << '\n';
    return kExitUsage;
  }
  return commands.Run();
}

}  // namespace onsale::app
