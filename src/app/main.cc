#include <unistd.h>

#include <exception>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>

#include "app/command_line.h"
#include "app/memory_dumps.h"

extern char** environ;

namespace {

onsale::app::Invocation InvocationOf(int argc, char** argv) {
  onsale::app::Invocation invocation;
  for (int i = 1; i < argc; ++i) invocation.arguments.emplace_back(argv[i]);
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view variable(*entry);
    const std::size_t equals = variable.find('=');
    if (equals == std::string_view::npos) continue;
    invocation.environment.emplace(variable.substr(0, equals), variable.substr(equals + 1));
  }
  return invocation;
}

// Asks on the terminal. Only `y` and `yes` are a yes.
std::optional<bool> Confirm(const std::string& question) {
  if (isatty(STDIN_FILENO) != 1 || isatty(STDERR_FILENO) != 1) return std::nullopt;
  std::cerr << question << " [y/N] " << std::flush;
  std::string answer;
  std::getline(std::cin, answer);
  return answer == "y" || answer == "yes" || answer == "Y";
}

}  // namespace

int main(int argc, char** argv) {
  // Protects the secret keys that several commands read. `serve` decides by its setting
  // --allow-core-dumps.
  if (argc < 2 || std::string_view(argv[1]) != "serve") (void)onsale::app::ForbidMemoryDumps();
  try {
    return onsale::app::RunCommandLine(InvocationOf(argc, argv),
                                       {std::cout, std::cerr, onsale::app::Serve, Confirm});
  } catch (const std::exception& error) {
    std::cerr << "onsale: stopped: " << error.what() << '\n';
    return onsale::app::kExitFailed;
  }
}
