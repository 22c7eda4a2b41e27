#include "http/endpoints/room_change_reader.h"

#include <array>
#include <vector>

#include "domain/words.h"
#include "http/endpoints/reply.h"

namespace onsale::http {
namespace {

using domain::RoomChange;
using domain::RoomState;

constexpr std::int64_t kAbsent = INT64_MIN;
constexpr std::size_t kTextMax = 64;

// A member of the policy in the body; kAbsent or empty if absent.
struct Given {
  std::int64_t number = kAbsent;
  std::string text;
};

struct Body {
  std::array<Given, domain::kPolicyFieldCount> policy;  // in the order of kPolicyFields
  std::string state;
  std::string opens_at;
};

Member Text(std::string_view name, std::string& text) {
  return {.name = name, .target = TextTarget{text, kTextMax}, .required = false};
}

Member Declare(const domain::PolicyCount& field, Given& given) {
  return {.name = field.json,
          .target = IntegerTarget{given.number, field.range.least, field.range.most},
          .required = false};
}

template <class Field>
Member Declare(const Field& field, Given& given) {
  return Text(field.json, given.text);
}

std::optional<Response> ReadMembers(std::string_view bytes, Body& body) {
  std::vector<Member> members{Text("state", body.state), Text("opensAt", body.opens_at)};
  std::size_t at = 0;
  domain::ForEachPolicyField(
      [&](const auto& field) { members.push_back(Declare(field, body.policy[at++])); });
  return ReadBody(bytes, members);
}

std::optional<Response> ProblemOf(std::string_view name, std::string_view sentence) {
  return MemberProblem(
      {.path = "/" + std::string(name), .sentence = std::string(name).append(sentence)});
}

std::optional<Response> Take(const domain::PolicyCount& field, const Given& given,
                             RoomChange& change) {
  if (given.number != kAbsent) change.*field.change = given.number;
  return std::nullopt;
}

std::optional<Response> Take(const domain::PolicyLength& field, const Given& given,
                             RoomChange& change) {
  if (given.text.empty()) return std::nullopt;
  const auto length = base::ParseDuration(given.text);
  change.*field.change = length;
  if (length && field.range.Contains(*length)) return std::nullopt;
  return ProblemOf(field.json, " must be a duration of " + base::FormatDuration(field.range.least) +
                                   " to " + base::FormatDuration(field.range.most) +
                                   ", such as \"10m\".");
}

// Sets `to` to the enumerator whose word is `text`; false if there is none.
template <class Enum, std::size_t N>
std::optional<Response> TakeWord(std::string_view name, std::string_view text,
                                 const std::array<Enum, N>& values, std::optional<Enum>& to) {
  if (text.empty()) return std::nullopt;
  to = ValueOf(text, values);
  if (to) return std::nullopt;
  return ProblemOf(name, " must be " + WordsListed(values) + ".");
}

template <class Value, std::size_t N>
std::optional<Response> Take(const domain::PolicyWord<Value, N>& field, const Given& given,
                             RoomChange& change) {
  return TakeWord(field.json, given.text, field.values, change.*field.change);
}

// Takes members of the policy from the body into `change`: those that are words, or all others.
template <bool Words>
std::optional<Response> TakePolicy(const Body& body, RoomChange& change) {
  std::optional<Response> problem;
  std::size_t at = 0;
  domain::ForEachPolicyField([&]<class Field>(const Field& field) {
    const Given& given = body.policy[at++];
    if constexpr (domain::kIsPolicyWord<Field> == Words) {
      if (!problem) problem = Take(field, given, change);
    }
  });
  return problem;
}

std::optional<Response> TakeState(const Body& body, RoomChange& change) {
  constexpr std::array kStates{RoomState::kScheduled, RoomState::kOpen, RoomState::kPaused,
                               RoomState::kClosed};
  return TakeWord("state", body.state, kStates, change.state);
}

std::optional<Response> TakeOpening(const Body& body, RoomChange& change) {
  if (!body.opens_at.empty()) {
    const auto at = base::ParseRfc3339(body.opens_at);
    if (!at) {
      return MemberProblem({.path = "/opensAt",
                            .sentence = "opensAt must be a date and time with an offset, such as "
                                        "\"2027-04-01T20:00:00+09:00\"."});
    }
    change.opens_at = at->time;
  }
  if (change.opens_at.has_value() == (change.state == RoomState::kScheduled)) return std::nullopt;
  return MemberProblem({.path = change.opens_at ? "/state" : "/opensAt",
                        .sentence = "The state SCHEDULED and opensAt must be given together."});
}

}  // namespace

std::expected<RoomChange, Response> ReadRoomChange(std::string_view bytes) {
  Body body;
  RoomChange change;
  auto problem = ReadMembers(bytes, body);
  if (!problem) problem = TakePolicy<false>(body, change);
  if (!problem) problem = TakePolicy<true>(body, change);
  if (!problem) problem = TakeState(body, change);
  if (!problem) problem = TakeOpening(body, change);
  if (problem) return std::unexpected(*std::move(problem));
  return change;
}

}  // namespace onsale::http
