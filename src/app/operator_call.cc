#include "app/operator_call.h"

#include <boost/json.hpp>
#include <filesystem>
#include <ostream>

#include "app/access_key_file.h"
#include "app/operator_client.h"
#include "app/owner_key.h"
#include "app/settings.h"
#include "app/wording.h"

namespace onsale::app {
namespace {

namespace json = boost::json;

std::unexpected<Trouble> Misused(std::string sentence) {
  return std::unexpected(Trouble{std::move(sentence), kExitUsage});
}

bool IsHere(const net::Address& server) {
  return ListenAddress{server.host, server.port}.IsLoopback();
}

// The file of the access key for a server; empty if there is none.
std::filesystem::path KeyFileFor(const OperatorTarget& target, const Invocation& invocation) {
  if (!target.key_file.empty()) return target.key_file;
  const auto variable = invocation.environment.find(kKeyVariable);
  if (variable != invocation.environment.end()) return variable->second;
  const auto server = ParseServerUrl(target.url);
  const std::filesystem::path own = OwnerKeyFileOf(kDataDefault);
  std::error_code error;
  return server && IsHere(*server) && std::filesystem::exists(own, error) ? own
                                                                          : std::filesystem::path();
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
  Trouble trouble{detail.empty() ? AdviceFor(answer.status) : detail, kExitFailed};
  if (const json::value* const mistakes = problem.if_contains("mistakes")) {
    for (const json::value& mistake : mistakes->is_array() ? mistakes->as_array() : json::array()) {
      if (mistake.is_string())
        trouble.mistakes.push_back(Printable(std::string_view(mistake.as_string())));
    }
  }
  return trouble;
}

}  // namespace

void OperatorTarget::AddTo(CLI::App& command) {
  command
      .add_option("--url", url,
                  "The server's address for operators [default: http://127.0.0.1:8081]")
      ->option_text("URL");
  command
      .add_option("--key-file", key_file,
                  "An access key of that server [default: $ONSALE_KEY_FILE, or ./data-owner.key]")
      ->option_text("FILE");
}

std::expected<base::Secret, Trouble> FindKey(const OperatorTarget& target,
                                             const Invocation& invocation) {
  const std::filesystem::path file = KeyFileFor(target, invocation);
  if (file.empty()) return base::Secret();
  auto key = LoadAccessKey(file);
  if (!key) return Misused(key.error());
  return *std::move(key);
}

std::optional<std::string> ClearTextWarning(std::string_view url) {
  const auto server = ParseServerUrl(url);
  if (!server || IsHere(*server)) return std::nullopt;
  return "the access key is sent to " + HostOf(*server) +
         " unencrypted: whoever can read the network on the way can use it; an SSH tunnel protects "
         "it (docs/keys.md)";
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
  const auto key = FindKey(target, invocation);
  if (!key) return std::unexpected(key.error());
  if (key->text().empty()) {
    return Misused("give --key-file FILE, or set " + std::string(kKeyVariable));
  }
  auto answer = Ask({.server = *std::move(server),
                     .method = request.method,
                     .path = request.path,
                     .key = key->text(),
                     .body = request.body,
                     .reason = request.reason,
                     .within = request.within,
                     .stop = request.stop});
  if (!answer) return Misused(answer.error());
  if (answer->status != 200 && answer->status != 201) return std::unexpected(RefusalIn(*answer));
  return std::move(answer->body);
}

}  // namespace onsale::app
