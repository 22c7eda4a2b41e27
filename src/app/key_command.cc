#include "app/key_command.h"

#include <boost/json.hpp>
#include <ostream>

#include "app/printed_json.h"
#include "app/wording.h"
#include "base/time.h"

namespace onsale::app {
namespace {

namespace json = boost::json;

std::expected<std::string, std::string> BodyOf(const KeyTask& task) {
  json::object body;
  if (task.verb == "add") {
    body["name"] = task.name;
    if (!task.role.empty()) body["role"] = task.role;
    if (!task.scopes.empty()) body["scopes"] = json::value_from(task.scopes);
    if (!task.ends_at.empty()) body["endsAt"] = task.ends_at;
    return json::serialize(body);
  }
  if (!task.former.empty()) {
    const auto former = base::ParseDuration(task.former);
    if (!former) return std::unexpected("--former takes a duration such as 7d, 1h or 0s");
    body["formerEndsAfterSeconds"] = std::chrono::ceil<std::chrono::seconds>(*former).count();
  }
  if (!task.replaces.empty()) {
    body["replaces"] = task.replaces;
    body["formerEndsAt"] = task.former_ends;
  }
  return json::serialize(body);
}

std::expected<OperatorRequest, std::string> RequestOf(const KeyTask& task, std::string& path,
                                                      std::string& body, std::string& reason) {
  path = "/v1/operator/keys";
  reason = Percent(task.reason);
  if (task.verb == "list") return OperatorRequest{.path = path};
  if (task.verb == "revoke") {
    path += '/' + Percent(task.name);
    return OperatorRequest{.method = "DELETE", .path = path, .reason = reason};
  }
  if (task.verb == "rotate") path += '/' + Percent(task.name) + "/rotate";
  auto made = BodyOf(task);
  if (!made) return std::unexpected(made.error());
  body = *std::move(made);
  return OperatorRequest{.method = "POST", .path = path, .body = body, .reason = reason};
}

std::string PrintedAt(const json::object& key, std::string_view name) {
  return PrintedJson(key.at({name.data(), name.size()}));
}

void ListKeys(const json::object& shown, std::ostream& out) {
  for (const json::value& value : shown.at("keys").as_array()) {
    const json::object& key = value.as_object();
    out << PrintedAt(key, "keyId") << "  " << PrintedAt(key, "name") << ": ";
    std::string separator;
    for (const json::value& scope : key.at("scopes").as_array()) {
      out << std::exchange(separator, ",") << PrintedJson(scope);
    }
    for (const char* const time : {"endsAt", "revokedAt", "lastUsedAt", "formerEndsAt"}) {
      if (!key.at(time).is_null()) out << "  " << time << ' ' << PrintedAt(key, time);
    }
    out << '\n';
  }
}

}  // namespace

void KeyTask::AddTo(CLI::App& command, std::string_view of_verb) {
  target.AddTo(command);
  if (of_verb == "list") return;
  const bool adds = of_verb == "add";
  command
      .add_option(adds ? "NAME" : "ID", name,
                  adds ? "A name for people, such as `box office 2`" : "The id of the key")
      ->required()
      ->option_text(" ");
  command.add_option("--reason", reason, "Why, for the list of operators' changes")
      ->option_text("TEXT");
  if (of_verb == "rotate") {
    command.add_option("--former", former, "How long the former secret stays valid [default: 7d]")
        ->option_text("DURATION");
    CLI::Option* const which =
        command
            .add_option("--replaces", replaces,
                        "While two secrets are valid: which of them ends at once")
            ->check(CLI::IsMember({"former", "current"}))
            ->option_text("former|current");
    which->needs(command
                     .add_option("--former-ends", former_ends,
                                 "With --replaces: formerEndsAt of the key, as `onsale key list` "
                                 "prints it")
                     ->needs(which)
                     ->option_text("TIME"));
  }
  if (!adds) return;
  command.add_option("--role", role, "owner, manager, box-office, viewer or integrator")
      ->option_text("ROLE");
  command.add_option("--scope", scopes, "Scopes instead of a role, separated by commas")
      ->delimiter(',')
      ->option_text("SCOPE,...");
  command.add_option("--ends", ends_at, "When it ends, as 2027-04-01T20:00:00+09:00")
      ->option_text("TIME");
  command.footer("Example:\n  onsale key add 'box office 2' --role box-office > box-office.key");
}

int RunKey(const KeyTask& task, const Invocation& invocation, const CommandStreams& streams) {
  std::string path;
  std::string body;
  std::string reason;
  const auto request = RequestOf(task, path, body, reason);
  if (!request) return ComplainOf({request.error(), kExitUsage}, streams);
  const auto answer = CallServer(task.target, invocation, *request);
  if (!answer) return ComplainOf(answer.error(), streams);
  try {
    json::object shown = json::parse(*answer).as_object();
    if (task.verb == "list") return ListKeys(shown, streams.out), kExitDone;
    const json::value text = shown.contains("key") ? shown.at("key") : json::value();
    shown.erase("key");
    PrintMembers(shown, "", text.is_null() ? streams.out : streams.err);
    if (!text.is_null()) {
      streams.err << "the key, shown once:\n";
      streams.out << PrintedJson(text) << '\n';
    }
    return kExitDone;
  } catch (const std::exception&) {
    return ComplainOf({"the server's response is not about access keys", kExitFailed}, streams);
  }
}

}  // namespace onsale::app
