#include "app/operator_commands.h"

#include <poll.h>

#include <algorithm>
#include <boost/json.hpp>
#include <ostream>

#include "app/printed_json.h"
#include "app/usage.h"
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

void ListRooms(const json::object& shown, std::ostream& out) {
  for (const json::value& room : shown.at("rooms").as_array()) {
    const json::object& one = room.as_object();
    out << PrintedJson(one.at("roomId")) << ": " << PrintedJson(one.at("state")) << ", "
        << PrintedJson(one.at("waiting")) << " waiting, " << PrintedJson(one.at("active"))
        << " active\n";
  }
}

// The question to ask before a change that cannot be undone, or that stops a sale; empty: none.
std::string DangerOf(const RoomTask& task, const json::object& room) {
  if (task.yes) return "";
  const std::string waiting = PrintedJson(room.at("waiting")) + " wait";
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

// The names of a policy's members, as the API and as catalogues write them.
std::vector<std::string> PolicyNames() {
  std::vector<std::string> names;
  domain::ForEachPolicyField([&names](const auto& field) {
    names.emplace_back(field.json);
    if (field.api != field.json) names.emplace_back(field.api);
  });
  return names;
}

// The value of a member in the API, from a text as the API or a catalogue writes it; an error
// completes the sentence "NAME: ...".
template <class Field>
std::expected<json::value, std::string> PolicyValue(const Field& field, std::string_view name,
                                                    const std::string& text) {
  if constexpr (domain::kIsPolicyWord<Field>) {
    for (const auto value : field.values) {
      if (domain::KebabWordOf(value) == text) return json::value(domain::WordOf(value));
    }
    return json::value(text);
  } else {
    if (name == field.api) {
      const auto number = base::ParseDecimal<std::int64_t>(text);
      if (!number) return std::unexpected("give a whole number");
      return json::value(*number);
    }
    const auto length = base::ParseDuration(text);
    if (!length || *length % std::chrono::seconds(1) != base::Duration{}) {
      return std::unexpected("give whole seconds with a unit, such as 90s or 10m");
    }
    return json::value(std::chrono::floor<std::chrono::seconds>(*length).count());
  }
}

// Adds the member `name` of the policy to a change. An error is a sentence.
std::expected<void, std::string> SetPolicy(const std::string& name, const std::string& text,
                                           json::object& change) {
  std::optional<std::string> mistake;
  bool known = false;
  domain::ForEachPolicyField([&](const auto& field) {
    if (name != field.json && name != field.api) return;
    known = true;
    const auto value = PolicyValue(field, name, text);
    if (!value) {
      mistake = name + ": " + value.error();
    } else if (!change.emplace(field.api, *value).second) {
      mistake = name + ": is given twice";
    }
  });
  if (mistake) return std::unexpected(*mistake);
  if (known) return {};
  const std::vector<std::string> names = PolicyNames();
  std::string hint = DidYouMean(name, names);
  if (hint.empty()) {
    hint = ". Its members are";
    for (const std::string& one : names) hint += (&one == &names.front() ? " " : ", ") + one;
  }
  return std::unexpected("'" + Printable(name) + "' is not a member of a policy" + hint);
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
    auto set = SetPolicy(member.substr(0, equals), member.substr(equals + 1), change);
    if (!set) return std::unexpected(std::move(set).error());
  }
  return json::serialize(change);
}

int RunRoom(const RoomTask& task, const Invocation& invocation, const CommandStreams& streams) {
  std::string path = "/v1/operator/rooms";
  if (task.verb != "list") path += "/" + Percent(task.room);
  const auto change = RoomChangeBodyOf(task);
  if (!change) return ComplainOf({change.error(), kExitUsage}, streams);
  const auto now = CallServer(task.target, invocation, {.path = path});
  if (!now) return ComplainOf(now.error(), streams);
  try {
    const json::object shown = json::parse(*now).as_object();
    if (task.verb == "list") return ListRooms(shown, streams.out), kExitDone;
    if (task.verb == "show") return PrintMembers(shown, "", streams.out), kExitDone;
    if (const std::string question = DangerOf(task, shown); !question.empty()) {
      const auto yes = streams.confirm ? streams.confirm(question) : std::nullopt;
      if (!yes) return ComplainOf({"give --yes: nobody can be asked", kExitUsage}, streams);
      if (!*yes) return ComplainOf({"nothing was changed", kExitFailed}, streams);
    }
    const auto changed =
        CallServer(task.target, invocation, {.method = "PATCH", .path = path, .body = *change});
    if (!changed) return ComplainOf(changed.error(), streams);
    PrintMembers(json::parse(*changed).as_object(), "", streams.out);
    return kExitDone;
  } catch (const std::exception&) {
    return ComplainOf({"the server's response is not about rooms", kExitFailed}, streams);
  }
}

std::string StatusScreen(const std::string& body) {
  const json::object status = json::parse(body).as_object();
  const auto of = [](const json::object& object, std::string_view name) {
    return PrintedJson(object.at({name.data(), name.size()}));
  };
  std::string out = of(status, "countedAt") + "\nwaiting " + of(status, "waiting") + "  active " +
                    of(status, "active") + "  held " + of(status, "seatsHeld") + "  sold " +
                    of(status, "seatsSold") + " of " + of(status, "seatsTotal") +
                    "  seats a minute " + of(status, "seatsPerMinute") + '\n';
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
    out += "show " + of(show, "showId") + ": held " + of(show, "seatsHeld") + ", sold " +
           of(show, "seatsSold") + " of " + of(show, "seatsTotal") + ", held back " +
           of(show, "seatsHeldBack") + '\n';
  }
  return out;
}

int RunStatus(const OperatorTarget& target, bool watch, const Invocation& invocation,
              const CommandStreams& streams) {
  for (bool first = true;; first = false) {
    const auto answer = CallServer(target, invocation, {.path = "/v1/operator/status"});
    // A server that was there may return, so only the first call ends --watch.
    if (!answer && first) return ComplainOf(answer.error(), streams);
    if (watch) streams.out << "\x1b[H\x1b[2J";
    try {
      streams.out << (answer ? StatusScreen(*answer) : answer.error().sentence + '\n')
                  << std::flush;
    } catch (const std::exception&) {
      return ComplainOf({"the server's response is not a status", kExitFailed}, streams);
    }
    if (!watch) return kExitDone;
    ::poll(nullptr, 0, kWatchMillis);
  }
}

namespace {

// The response to `request`, which is about `subject`.
std::expected<json::object, Trouble> ReadObject(const OperatorTarget& target,
                                                const Invocation& invocation,
                                                const OperatorRequest& request,
                                                std::string_view subject) {
  const auto answer = CallServer(target, invocation, request);
  if (!answer) return std::unexpected(answer.error());
  boost::system::error_code error;
  json::value body = json::parse(*answer, error);
  if (!error && body.is_object()) return std::move(body.as_object());
  return std::unexpected(
      Trouble{"the server's response is not about a " + std::string(subject), kExitFailed});
}

}  // namespace

int ShowBuyer(const OperatorTarget& target, const std::string& user, const Invocation& invocation,
              const CommandStreams& streams) {
  if (!base::UserId::Parse(user)) {
    return ComplainOf({"'" + Printable(user) +
                           "' is not a user id: 1 to 255 bytes of visible characters, no spaces",
                       kExitUsage},
                      streams);
  }
  for (const std::string_view part : {"/balance", "/reservations?status=all&limit=100"}) {
    const std::string path = "/v1/users/" + Percent(user) + std::string(part);
    const auto shown = ReadObject(target, invocation, {.path = path}, "buyer");
    if (!shown) return ComplainOf(shown.error(), streams);
    PrintMembers(*shown, "", streams.out);
  }
  return kExitDone;
}

int ShowBooking(const OperatorTarget& target, const std::vector<std::string>& words,
                const Invocation& invocation, const CommandStreams& streams) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  const auto number = base::ParseBookingNumber(text);
  if (!number) {
    return ComplainOf({"'" + Printable(text) +
                           "' is not a booking number: it is mistyped. One is, for example, "
                           "CMP5-ZVRF, without 0, 1, I, L and O",
                       kExitUsage},
                      streams);
  }
  const std::string name = base::BookingText(*number);
  const std::string path = "/v1/operator/bookings/" + name + "/reservations";
  const auto shown = ReadObject(target, invocation, {.path = path}, "booking");
  if (!shown) return ComplainOf(shown.error(), streams);
  const json::value* const found = shown->if_contains("reservations");
  if (found == nullptr || ObjectsOf(*found) == nullptr) {
    return ComplainOf({"no reservation has the booking number " + name, kExitFailed}, streams);
  }
  PrintMembers(*shown, "", streams.out);
  return kExitDone;
}

int RunLimits(const OperatorTarget& target, const LimitChange& change, const Invocation& invocation,
              const CommandStreams& streams) {
  json::object modes;
  if (!change.mode.empty()) modes["mode"] = change.mode;
  if (!change.challenge.empty()) modes["challenge"] = change.challenge;
  const bool reads = modes.empty();
  const std::string body = reads ? "" : json::serialize(modes);
  const OperatorRequest request{
      .method = reads ? "GET" : "PATCH", .path = "/v1/operator/limits", .body = body};
  const auto shown = ReadObject(target, invocation, request, "limit");
  if (!shown) return ComplainOf(shown.error(), streams);
  PrintMembers(*shown, "", streams.out);
  return kExitDone;
}

int AcceptClock(const OperatorTarget& target, const Invocation& invocation,
                const CommandStreams& streams) {
  const auto answer =
      CallServer(target, invocation, {.method = "POST", .path = "/v1/operator/clock/accept"});
  if (!answer) return ComplainOf(answer.error(), streams);
  streams.out << target.url << " accepts its clock: " << *answer << '\n';
  return kExitDone;
}

}  // namespace onsale::app
