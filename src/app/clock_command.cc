#include "app/clock_command.h"

#include <ostream>

#include "app/operator_client.h"
#include "app/operator_key.h"

namespace onsale::app {
namespace {

int Complain(const std::string& sentence, ClockOutput output) {
  output.err << "onsale: " << sentence << '\n';
  return 1;
}

}  // namespace

int AcceptClock(const ClockTask& task, ClockOutput output) {
  auto server = ParseServerUrl(task.url);
  if (!server) return Complain("--url: " + server.error(), output);
  const auto key = LoadOperatorKey(task.operator_key_file);
  if (!key) return Complain(key.error(), output);
  const auto answer = Ask({.server = *std::move(server),
                           .method = "POST",
                           .path = "/v1/operator/clock/accept",
                           .key = key->text()});
  if (!answer) return Complain(answer.error(), output);
  if (answer->status != 200) return Complain(AdviceFor(answer->status), output);
  output.out << task.url << " accepts its clock: " << answer->body << '\n';
  return 0;
}

}  // namespace onsale::app
