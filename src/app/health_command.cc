#include "app/health_command.h"

#include <ostream>

#include "app/operator_client.h"

namespace onsale::app {
namespace {

// A server that takes longer counts as one that does not answer.
constexpr std::chrono::seconds kHealthTime{5};

}  // namespace

void HealthQuestion::AddTo(CLI::App& command) {
  command.add_option("--url", url, "The server's address [default: http://127.0.0.1:8080]")
      ->option_text("URL");
  command.add_flag("--alive", only_alive, "Ask only whether it answers, ready or not");
  command.footer(
      "Exit status: 0 yes, 1 no, 2 if no server answers within 5 seconds.\n\n"
      "Example:\n  onsale health --url http://127.0.0.1:8080");
}

int AskHealth(const HealthQuestion& question, const CommandStreams& streams) {
  const auto server = ParseServerUrl(question.url);
  if (!server) {
    streams.err << "onsale: --url: " << server.error() << '\n';
    return kExitUsage;
  }
  const auto answer = Ask({.server = *server,
                           .path = question.only_alive ? "/livez" : "/readyz",
                           .key = {},
                           .within = kHealthTime});
  if (!answer) {
    streams.err << "onsale: " << answer.error() << '\n';
    return kExitUsage;
  }
  const bool yes = answer->status == 200;
  const char* const word = question.only_alive ? "alive" : "ready";
  streams.out << (yes ? "" : "not ") << word << '\n';
  return yes ? kExitDone : kExitFailed;
}

}  // namespace onsale::app
