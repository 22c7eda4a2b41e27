#include "http/endpoints/room_change_reader.h"

#include <utility>

#include "domain/words.h"
#include "http/endpoints/reply.h"

namespace onsale::http {
namespace {

using domain::RoomChange;
using domain::RoomState;

using PolicyValue = RoomChangeBody::PolicyValue;

constexpr TextBounds kTextBounds{64};
constexpr std::array kStates{RoomState::kScheduled, RoomState::kOpen, RoomState::kPaused,
                             RoomState::kClosed};

constexpr IntegerBounds BoundsOf(const domain::PolicyCount& field) {
  return {field.range.least, field.range.most};
}
// In whole seconds.
constexpr IntegerBounds BoundsOf(const domain::PolicyLength& field) {
  return {std::chrono::ceil<std::chrono::seconds>(field.range.least).count(),
          std::chrono::floor<std::chrono::seconds>(field.range.most).count()};
}

std::int64_t& PlaceFor(const IntegerBounds&, PolicyValue& value) {
  return value.number ? *value.number : value.number.emplace();
}
std::string& PlaceFor(const TextBounds&, PolicyValue& value) {
  return value.text ? *value.text : value.text.emplace();
}

template <class Enum, std::size_t N>
std::string WordsOf(const std::array<Enum, N>& values) {
  return WordsListed(values, domain::WordOf<Enum>);
}

// The bounds of kPolicyFields[At].
template <std::size_t At>
constexpr auto PolicyBounds() {
  constexpr const auto& kField = std::get<At>(domain::kPolicyFields);
  if constexpr (domain::kIsPolicyWord<std::remove_cvref_t<decltype(kField)>>) {
    return TextBounds{kTextBounds.bytes_max,
                      [] { return WordsOf(std::get<At>(domain::kPolicyFields).values); }};
  } else {
    return BoundsOf(kField);
  }
}

// The member that takes the value of kPolicyFields[At].
template <std::size_t At>
constexpr Member PolicyMember() {
  return {.name = std::get<At>(domain::kPolicyFields).api,
          .bounds = PolicyBounds<At>(),
          .required = false,
          .place = [](void* body) -> void* {
            PolicyValue& value = static_cast<RoomChangeBody*>(body)->policy[At];
            return &PlaceFor(PolicyBounds<At>(), value);
          }};
}

template <std::size_t... At>
constexpr auto AllMembers(std::index_sequence<At...>) {
  return std::array{
      Member::Of<&RoomChangeBody::state>(
          "state", TextBounds{kTextBounds.bytes_max, [] { return WordsOf(kStates); }}),
      Member::Of<&RoomChangeBody::opens_at>("opensAt", kTextBounds),
      Member::Of<&RoomChangeBody::presale_group>("presaleGroup", kTextBounds),
      Member::Of<&RoomChangeBody::presale_until>("presaleUntil", kTextBounds),
      PolicyMember<At>()...};
}

std::optional<Response> ProblemOf(std::string_view name, std::string_view sentence) {
  return MemberProblem(
      {.path = "/" + std::string(name), .sentence = std::string(name).append(sentence)});
}

std::optional<Response> Take(const domain::PolicyCount& field, const PolicyValue& given,
                             RoomChange& change) {
  if (given.number) change.*field.change = given.number;
  return std::nullopt;
}

std::optional<Response> Take(const domain::PolicyLength& field, const PolicyValue& given,
                             RoomChange& change) {
  if (given.number) change.*field.change = std::chrono::seconds(*given.number);
  return std::nullopt;
}

// Sets `to` to the value whose word is `text`, if the member is present. Returns a problem if no
// value has this word.
template <class Enum, std::size_t N>
std::optional<Response> TakeWord(std::string_view name, const std::optional<std::string>& text,
                                 const std::array<Enum, N>& values, std::optional<Enum>& to) {
  if (!text) return std::nullopt;
  to = ValueOf(*text, values);
  if (to) return std::nullopt;
  return ProblemOf(name, " must be " + WordsOf(values) + ".");
}

template <class Value, std::size_t N>
std::optional<Response> Take(const domain::PolicyWord<Value, N>& field, const PolicyValue& given,
                             RoomChange& change) {
  return TakeWord(field.api, given.text, field.values, change.*field.change);
}

// Copies members of the policy from the body into `change`: those that are words, or all others.
// Returns the problem of the first invalid one.
template <bool Words>
std::optional<Response> TakePolicy(const RoomChangeBody& body, RoomChange& change) {
  std::optional<Response> problem;
  std::size_t at = 0;
  domain::ForEachPolicyField([&]<class Field>(const Field& field) {
    const PolicyValue& given = body.policy[at++];
    if constexpr (domain::kIsPolicyWord<Field> == Words) {
      if (!problem) problem = Take(field, given, change);
    }
  });
  return problem;
}

std::optional<Response> TakeState(const RoomChangeBody& body, RoomChange& change) {
  return TakeWord("state", body.state, kStates, change.state);
}

// The moment that the member `name` gives.
std::expected<domain::Time, Response> MomentOf(std::string_view name, const std::string& text) {
  if (const auto at = base::ParseRfc3339(text)) return at->time;
  return std::unexpected(*ProblemOf(
      name, " must be a date and time with an offset, such as \"2027-04-01T20:00:00+09:00\"."));
}

std::optional<Response> TakeOpening(const RoomChangeBody& body, RoomChange& change) {
  if (body.opens_at) {
    auto at = MomentOf("opensAt", *body.opens_at);
    if (!at) return std::move(at).error();
    change.opens_at = *at;
  }
  if (change.opens_at.has_value() == (change.state == RoomState::kScheduled)) return std::nullopt;
  return MemberProblem({.path = change.opens_at ? "/state" : "/opensAt",
                        .sentence = "The state SCHEDULED and opensAt must be given together."});
}

std::optional<Response> TakePresale(const RoomChangeBody& body, RoomChange& change) {
  if (!body.presale_group && !body.presale_until) return std::nullopt;
  if (!body.presale_group || !body.presale_until) {
    return MemberProblem({.path = body.presale_group ? "/presaleUntil" : "/presaleGroup",
                          .sentence = "presaleGroup and presaleUntil must be given together. A "
                                      "presaleUntil that has passed ends the presale."});
  }
  if (!base::IsSlug(*body.presale_group)) {
    return ProblemOf("presaleGroup", " must be 1 to 64 of a-z, 0-9 and -, not starting with -.");
  }
  auto until = MomentOf("presaleUntil", *body.presale_until);
  if (!until) return std::move(until).error();
  change.presale = domain::Presale{.group = *body.presale_group, .until = *until};
  return std::nullopt;
}

}  // namespace

constexpr std::array<Member, 4 + domain::kPolicyFieldCount> RoomChangeBody::kMembers =
    AllMembers(std::make_index_sequence<domain::kPolicyFieldCount>());

std::expected<RoomChange, Response> RoomChangeOf(const RoomChangeBody& body) {
  RoomChange change;
  auto problem = TakePolicy<false>(body, change);
  if (!problem) problem = TakePolicy<true>(body, change);
  if (!problem) problem = TakeState(body, change);
  if (!problem) problem = TakeOpening(body, change);
  if (!problem) problem = TakePresale(body, change);
  if (problem) return std::unexpected(*std::move(problem));
  return change;
}

}  // namespace onsale::http
