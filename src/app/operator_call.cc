#include "app/operator_call.h"

#include <boost/json.hpp>
#include <ostream>

#include "app/operator_client.h"
#include "app/operator_key.h"
#include "app/wording.h"

namespace onsale::app {
namespace {

namespace json = boost::json;

std::unexpected<Trouble> Misused(std::string sentence) {
  return std::unexpected(Trouble{std::move(sentence), kExitUsage});
}

std::string TextAt(const json::object& problem, std::string_view name) {
  const json::value* const member = problem.if_contains({name.data(), name.size()});
  return member != nullptr && member->is_string() ? Printable(std::string_view(member->as_string()))
                                                  : "";
}

// What a response other than 200 means: the detail of its problem, unless the server refused the
// caller and not the call, because the key is wrong or the server has none.
Trouble RefusalIn(const OperatorAnswer& answer) {
  boost::system::error_code error;
  const json::value body = json::parse(answer.body, error);
  const json::object problem = !error && body.is_object() ? body.as_object() : json::object();
  if (answer.status == 401 || TextAt(problem, "code") == "not-found") {
    return {AdviceFor(answer.status), kExitUsage};
  }
  const std::string detail = TextAt(problem, "detail");
  return {detail.empty() ? AdviceFor(answer.status) : detail, kExitFailed};
}

}  // namespace

int ComplainOf(const Trouble& trouble, const CommandStreams& streams) {
  streams.err << "onsale: " << trouble.sentence << '\n';
  return trouble.status;
}

std::expected<std::string, Trouble> CallServer(const OperatorTarget& target,
                                               const Invocation& invocation,
                                               const OperatorRequest& request) {
  auto server = ParseServerUrl(target.url);
  if (!server) return Misused("--url: " + server.error());
  std::string file = target.key_file;
  const auto variable = invocation.environment.find(kOperatorKeyVariable);
  if (file.empty() && variable != invocation.environment.end()) file = variable->second;
  if (file.empty()) {
    return Misused("give --operator-key-file FILE, or set " + std::string(kOperatorKeyVariable));
  }
  const auto key = LoadOperatorKey(file);
  if (!key) return Misused(key.error());
  auto answer = Ask({.server = *std::move(server),
                     .method = request.method,
                     .path = request.path,
                     .key = key->text(),
                     .body = request.body});
  if (!answer) return Misused(answer.error());
  if (answer->status != 200) return std::unexpected(RefusalIn(*answer));
  return std::move(answer->body);
}

}  // namespace onsale::app
