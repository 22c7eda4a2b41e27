#include "app/operator_call.h"

#include <boost/json.hpp>
#include <filesystem>
#include <ostream>

#include "app/access_key_file.h"
#include "app/operator_client.h"
#include "app/settings.h"
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

// What a response other than 200 means: the detail of its problem, with what to do if the server
// refused the caller and not the call.
Trouble RefusalIn(const OperatorAnswer& answer) {
  boost::system::error_code error;
  const json::value body = json::parse(answer.body, error);
  const json::object problem = !error && body.is_object() ? body.as_object() : json::object();
  const std::string detail = TextAt(problem, "detail");
  if (answer.status == 401) return {AdviceFor(401) + ": " + detail, kExitUsage};
  if (TextAt(problem, "code") == "not-found") return {AdviceFor(404), kExitUsage};
  return {detail.empty() ? AdviceFor(answer.status) : detail, kExitFailed};
}

}  // namespace

std::string KeyFileFor(std::string_view url, const std::string& given,
                       const Invocation& invocation) {
  if (!given.empty()) return given;
  const auto variable = invocation.environment.find(kKeyVariable);
  if (variable != invocation.environment.end()) return variable->second;
  const auto server = ParseServerUrl(url);
  const bool is_here = server && ListenAddress{server->host, server->port}.IsLoopback();
  std::error_code error;
  return is_here && std::filesystem::exists(kOwnKeyFile, error) ? std::string(kOwnKeyFile) : "";
}

int ComplainOf(const Trouble& trouble, const CommandStreams& streams) {
  streams.err << "onsale: " << trouble.sentence << '\n';
  return trouble.status;
}

std::expected<std::string, Trouble> CallServer(const OperatorTarget& target,
                                               const Invocation& invocation,
                                               const OperatorRequest& request) {
  auto server = ParseServerUrl(target.url);
  if (!server) return Misused("--url: " + server.error());
  const std::string file = KeyFileFor(target.url, target.key_file, invocation);
  if (file.empty()) {
    return Misused("give --key-file FILE, or set " + std::string(kKeyVariable));
  }
  const auto key = LoadAccessKey(file);
  if (!key) return Misused(key.error());
  auto answer = Ask({.server = *std::move(server),
                     .method = request.method,
                     .path = request.path,
                     .key = key->text(),
                     .body = request.body,
                     .reason = request.reason});
  if (!answer) return Misused(answer.error());
  if (answer->status != 200 && answer->status != 201) return std::unexpected(RefusalIn(*answer));
  return std::move(answer->body);
}

}  // namespace onsale::app
