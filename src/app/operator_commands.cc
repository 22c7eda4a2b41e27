#include "app/operator_commands.h"

#include <poll.h>

#include <algorithm>
#include <boost/json.hpp>
#include <ostream>

#include "app/operator_client.h"
#include "app/operator_key.h"
#include "app/wording.h"
#include "base/ascii.h"
#include "base/booking_number.h"
#include "base/decimal.h"
#include "base/time.h"
#include "domain/policy_fields.h"
#include "domain/words.h"

namespace onsale::app {
namespace {

namespace json = boost::json;
constexpr int kWatchMillis = 2000;

int ComplainOf(const std::string& sentence, int status, const CommandStreams& streams) {
  streams.err << "onsale: " << sentence << '\n';
  return status;
}

std::expected<OperatorAnswer, std::string> Call(const OperatorTarget& target,
                                                const Invocation& invocation,
                                                OperatorQuestion question) {
  auto server = ParseServerUrl(target.url);
  if (!server) return std::unexpected("--url: " + server.error());
  std::string file = target.key_file;
  const auto variable = invocation.environment.find("ONSALE_OPERATOR_KEY_FILE");
  if (file.empty() && variable != invocation.environment.end()) file = variable->second;
  if (file.empty()) {
    return std::unexpected("give --operator-key-file FILE, or set ONSALE_OPERATOR_KEY_FILE");
  }
  const auto key = LoadOperatorKey(file);
  if (!key) return std::unexpected(key.error());
  question.server = *std::move(server);
  question.key = key->text();
  return Ask(question);
}

std::string TextOf(const json::value& value) {
  if (value.is_string()) return Printable(std::string_view(value.as_string()));
  return value.is_null() ? "-" : Printable(json::serialize(value));
}

// What a response other than 200 means: its detail, if it is a problem about the sale.
std::string RefusalOf(const OperatorAnswer& answer) {
  boost::system::error_code error;
  const json::value body = json::parse(answer.body, error);
  const json::object* const problem = error ? nullptr : body.if_object();
  if (problem == nullptr || !problem->contains("detail") || answer.status == 401 ||
      (problem->contains("code") && problem->at("code") == "not-found")) {
    return AdviceFor(answer.status);
  }
  return TextOf(problem->at("detail"));
}

// Prints a room: its name, then every member, one on a line.
// The value as a list of objects; null if it is not one, or is empty.
const json::array* ObjectsOf(const json::value& value) {
  const json::array* const list = value.if_array();
  const bool has_objects =
      list != nullptr && !list->empty() &&
      std::ranges::all_of(*list, [](const auto& one) { return one.is_object(); });
  return has_objects ? list : nullptr;
}

void PrintMembers(const json::object& object, const std::string& indent, std::ostream& out) {
  for (const auto& [name, value] : object) {
    const std::string key = indent + std::string(name);
    if (const json::object* const inner = value.if_object()) {
      out << key << '\n';
      PrintMembers(*inner, indent + "  ", out);
    } else if (const json::array* const list = ObjectsOf(value)) {
      out << key << '\n';
      for (const json::value& item : *list) {
        out << indent << "  -\n";
        PrintMembers(item.as_object(), indent + "    ", out);
      }
    } else {
      out << key << ": " << TextOf(value) << '\n';
    }
  }
}

// One segment of a path. What RFC 3986 leaves as it is stays: the server compares names and numbers
// byte by byte.
std::string Percent(std::string_view text) {
  constexpr std::string_view kMarks = "-._~";
  std::string out;
  for (const char c : text) {
    const bool is_letter = base::Lower(c) >= 'a' && base::Lower(c) <= 'z';
    if (base::IsDigit(c) || is_letter || kMarks.contains(c)) {
      out += c;
    } else {
      out += '%';
      base::AppendHex(out, static_cast<std::uint8_t>(c));
    }
  }
  return out;
}

// The question to ask before a change that cannot be undone, or that stops a sale; empty: none.
std::string DangerOf(const RoomTask& task, const json::object& room) {
  if (task.yes) return "";
  const std::string waiting = TextOf(room.at("waiting")) + " wait";
  if (task.verb == "close")
    return "Close room " + task.room + "? Nobody is admitted; " + waiting + ".";
  if (task.verb == "schedule") {
    return "Schedule room " + task.room + "? Nobody is admitted before " + task.opens_at + "; " +
           waiting + ".";
  }
  if (task.verb == "open" && room.at("state") == "SCHEDULED") {
    return "Open room " + task.room + " before its time? It cannot be undone; " + waiting + ".";
  }
  return "";
}

// Sets a member of the policy that is written as in a catalogue: `activeTime=10m`, `mode=no-queue`.
// False if it is not.
bool SetPolicy(std::string_view name, const std::string& text, json::object& change) {
  bool set = false;
  domain::ForEachPolicyField([&]<class Field>(const Field& field) {
    if (field.json != name) return;
    if constexpr (domain::kIsPolicyWord<Field>) {
      for (const auto value : field.values) {
        if (domain::KebabWordOf(value) != text) continue;
        change[field.api] = domain::WordOf(value);
        set = true;
      }
    } else if constexpr (std::is_same_v<Field, domain::PolicyLength>) {
      const auto length = base::ParseDuration(text);
      if (!length) return;
      change[field.api] = std::chrono::floor<std::chrono::seconds>(*length).count();
      set = true;
    }
  });
  return set;
}

}  // namespace

std::expected<std::string, std::string> RoomChangeBodyOf(const RoomTask& task) {
  json::object change;
  if (task.verb == "open") change["state"] = "OPEN";
  if (task.verb == "pause") change["state"] = "PAUSED";
  if (task.verb == "close") change["state"] = "CLOSED";
  if (task.verb == "schedule") change["state"] = "SCHEDULED", change["opensAt"] = task.opens_at;
  for (const std::string& member : task.members) {
    const std::size_t equals = member.find('=');
    if (equals == std::string::npos || equals == 0) {
      return std::unexpected("give members as NAME=VALUE, such as capacity=500 or activeTime=10m");
    }
    const std::string name = member.substr(0, equals);
    const std::string value = member.substr(equals + 1);
    if (SetPolicy(name, value, change)) continue;
    const auto number = base::ParseDecimal<std::int64_t>(value);
    change[name] = number ? json::value(*number) : json::value(value);
  }
  return json::serialize(change);
}

int RunRoom(const RoomTask& task, const Invocation& invocation, const CommandStreams& streams) {
  std::string path = "/v1/operator/rooms";
  if (task.verb != "list") path += "/" + Percent(task.room);
  const auto now = Call(task.target, invocation, {.path = path});
  if (!now) return ComplainOf(now.error(), kExitUsage, streams);
  if (now->status != 200) return ComplainOf(RefusalOf(*now), kExitFailed, streams);
  try {
    const json::object shown = json::parse(now->body).as_object();
    if (task.verb == "list") {
      for (const json::value& room : shown.at("rooms").as_array()) {
        const json::object& one = room.as_object();
        streams.out << TextOf(one.at("roomId")) << ": " << TextOf(one.at("state")) << ", "
                    << TextOf(one.at("waiting")) << " waiting, " << TextOf(one.at("active"))
                    << " active\n";
      }
      return kExitDone;
    }
    if (task.verb == "show") return PrintMembers(shown, "", streams.out), kExitDone;
    const auto body = RoomChangeBodyOf(task);
    if (!body) return ComplainOf(body.error(), kExitUsage, streams);
    if (const std::string question = DangerOf(task, shown); !question.empty()) {
      const auto yes = streams.confirm ? streams.confirm(question) : std::nullopt;
      if (!yes) return ComplainOf("give --yes: nobody can be asked", kExitUsage, streams);
      if (!*yes) return ComplainOf("nothing was changed", kExitFailed, streams);
    }
    const auto changed =
        Call(task.target, invocation, {.method = "PATCH", .path = path, .body = *body});
    if (!changed) return ComplainOf(changed.error(), kExitUsage, streams);
    if (changed->status != 200) return ComplainOf(RefusalOf(*changed), kExitFailed, streams);
    PrintMembers(json::parse(changed->body).as_object(), "", streams.out);
    return kExitDone;
  } catch (const std::exception&) {
    return ComplainOf("the server's response is not about rooms", kExitUsage, streams);
  }
}

std::string StatusScreen(const std::string& body) {
  const json::object status = json::parse(body).as_object();
  const auto of = [](const json::object& object, std::string_view name) {
    return TextOf(object.at({name.data(), name.size()}));
  };
  std::string out = of(status, "at") + "\nwaiting " + of(status, "waiting") + "  active " +
                    of(status, "active") + "  held " + of(status, "held") + "  sold " +
                    of(status, "sold") + " of " + of(status, "seats") + "  seats a minute " +
                    of(status, "seatsPerMinute") + '\n';
  if (const json::object* recent = status.at("server").at("recent").if_object()) {
    out += "last " + of(*recent, "seconds") + " s: answers " + of(*recent, "answers") +
           "  p99 us " + of(*recent, "p99Microseconds") + "  refused " + of(*recent, "refused") +
           "  overloaded " + of(*recent, "overloaded") + "  failed " + of(*recent, "failed") + '\n';
  }
  for (const json::value& value : status.at("rooms").as_array()) {
    const json::object& room = value.as_object();
    out += "room " + of(room, "roomId") + ": " + of(room, "state") + ", waiting " +
           of(room, "waiting") + ", active " + of(room, "active") + " of " + of(room, "capacity") +
           '\n';
  }
  for (const json::value& value : status.at("shows").as_array()) {
    const json::object& show = value.as_object();
    out += "show " + of(show, "showId") + ": held " + of(show, "held") + ", sold " +
           of(show, "sold") + " of " + of(show, "seats") + '\n';
  }
  return out;
}

int RunStatus(const OperatorTarget& target, bool watch, const Invocation& invocation,
              const CommandStreams& streams) {
  while (true) {
    const auto answer = Call(target, invocation, {.path = "/v1/operator/status"});
    std::string trouble;
    if (!answer || answer->status != 200) trouble = answer ? RefusalOf(*answer) : answer.error();
    if (!trouble.empty() && !watch) return ComplainOf(trouble, kExitUsage, streams);
    if (watch) streams.out << "\x1b[H\x1b[2J";
    try {
      streams.out << (trouble.empty() ? StatusScreen(answer->body) : trouble + '\n') << std::flush;
    } catch (const std::exception&) {
      return ComplainOf("the server's response is not a status", kExitUsage, streams);
    }
    if (!watch) return kExitDone;
    ::poll(nullptr, 0, kWatchMillis);
  }
}

namespace {

// Prints the members of the response to a call, which is about a `subject`.
int Show(const OperatorTarget& target, const OperatorQuestion& question, std::string_view subject,
         const Invocation& invocation, const CommandStreams& streams) {
  const auto answer = Call(target, invocation, question);
  if (!answer) return ComplainOf(answer.error(), kExitUsage, streams);
  if (answer->status != 200) return ComplainOf(RefusalOf(*answer), kExitFailed, streams);
  boost::system::error_code error;
  const json::value body = json::parse(answer->body, error);
  if (error || !body.is_object()) {
    return ComplainOf("the server's response is not about a " + std::string(subject), kExitUsage,
                      streams);
  }
  PrintMembers(body.as_object(), "", streams.out);
  return kExitDone;
}

}  // namespace

int ShowBuyer(const OperatorTarget& target, const std::string& user, const Invocation& invocation,
              const CommandStreams& streams) {
  const std::string base = "/v1/users/" + Percent(user);
  const int status = Show(target, {.path = base + "/balance"}, "buyer", invocation, streams);
  if (status != kExitDone) return status;
  return Show(target, {.path = base + "/reservations"}, "buyer", invocation, streams);
}

int ShowBooking(const OperatorTarget& target, const std::string& number,
                const Invocation& invocation, const CommandStreams& streams) {
  if (!base::ParseBookingNumber(number)) {
    return ComplainOf("'" + Printable(number) +
                          "' is not a booking number: it is mistyped. One is, for example, "
                          "CMP5-ZVRF, without 0, 1, I, L and O",
                      kExitUsage, streams);
  }
  const std::string path = "/v1/operator/bookings/" + Percent(number) + "/reservations";
  return Show(target, {.path = path}, "booking", invocation, streams);
}

int RunLimits(const OperatorTarget& target, const std::string& mode, const Invocation& invocation,
              const CommandStreams& streams) {
  const bool reads = mode.empty();
  const std::string body = reads ? "" : json::serialize(json::object{{"mode", mode}});
  return Show(target,
              {.method = reads ? "GET" : "PATCH", .path = "/v1/operator/limits", .body = body},
              "limit", invocation, streams);
}

}  // namespace onsale::app
