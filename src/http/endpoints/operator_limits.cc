// The limits of callers, and when new buyers solve a challenge: `GET /v1/operator/limits` reads
// them, `PATCH` changes the mode of either on this server until its next start. A server that has
// these calls has a limiter and a challenge gate (app/serve.cc).

#include <algorithm>

#include "http/challenge/challenge_gate.h"
#include "http/endpoints/endpoints.h"
#include "http/endpoints/reply.h"
#include "http/json/json_writer.h"
#include "http/limit/limiter.h"

namespace onsale::http {
namespace {

std::string ModeWords() {
  return "`off`, `log` or `on`";
}
std::string ChallengeWords() {
  return "`off`, `pressure` or `always`";
}

struct LimitsBody {
  std::optional<std::string> mode;
  std::optional<std::string> challenge;

  static constexpr Member kMembers[] = {
      Member::Of<&LimitsBody::mode>("mode", TextBounds{16, ModeWords}),
      Member::Of<&LimitsBody::challenge>("challenge", TextBounds{16, ChallengeWords})};
};

// The modes of a server.
struct Modes {
  LimitMode limits = LimitMode::kOff;
  ChallengeMode challenge = ChallengeMode::kOff;
};

Modes ModesOf(const Call& call) {
  return {.limits = call.services.limits->mode(), .challenge = call.services.challenges->mode()};
}

void WriteClass(JsonWriter& json, const Limiter& limits, CallClass call_class) {
  const CallLimit& limit = limits.LimitOf(call_class);
  std::uint64_t by_callers = 0;
  for (std::size_t i = 0; i < kCallerKinds; ++i) {
    const auto kind = static_cast<CallerKind>(i);
    if (kind != CallerKind::kAddress) by_callers += limits.ExceededBy(call_class, kind);
  }
  const std::uint64_t by_addresses = limits.ExceededBy(call_class, CallerKind::kAddress);
  json.BeginObject();
  json.Key("class").String(NameOf(call_class));
  json.Key("perMinute").Integer(limit.per_minute);
  json.Key("burst").Integer(limit.burst);
  json.Key("exceededByCallers").Integer(static_cast<std::int64_t>(by_callers));
  json.Key("exceededByAddresses").Integer(static_cast<std::int64_t>(by_addresses));
  json.EndObject();
}

Response Limits(const Call& call) {
  std::string out;
  {
    const Limiter& limits = *call.services.limits;
    JsonWriter json(out);
    json.BeginObject();
    json.Key("mode").String(NameOf(limits.mode()));
    json.Key("callersPerAddress").Integer(limits.callers_per_address());
    const ChallengeGate& challenges = *call.services.challenges;
    json.Key("challenge").String(NameOf(challenges.mode()));
    json.Key("challengesSent").Integer(static_cast<std::int64_t>(challenges.sent()));
    json.Key("classes").BeginArray();
    for (std::size_t i = 0; i < kCallClasses; ++i) {
      WriteClass(json, limits, static_cast<CallClass>(i));
    }
    json.EndArray().EndObject();
  }
  return PersonalReply(200, std::move(out));
}

std::string ModesJson(const Modes& modes) {
  return R"({"mode":")" + std::string(NameOf(modes.limits)) + R"(","challenge":")" +
         std::string(NameOf(modes.challenge)) + R"("})";
}

// Sets `mode` to the one that is named, if one is; false if there is none of this name.
template <class Mode, std::size_t N>
bool ReadMode(const std::optional<std::string>& name, const std::array<std::string_view, N>& names,
              Mode& mode) {
  if (!name) return true;
  const auto found = std::ranges::find(names, *name);
  if (found == names.end()) return false;
  mode = static_cast<Mode>(found - names.begin());
  return true;
}

Step BeginRead(const Spec& spec, Call& call) {
  if (auto query = ReadQuery(call.request.query, spec.query); !query) {
    return std::move(query).error();
  }
  return Limits(call);
}

Step BeginChange(const Spec& spec, Call& call) {
  if (auto query = ReadQuery(call.request.query, spec.query); !query) {
    return std::move(query).error();
  }
  const auto body = ReadBody<LimitsBody>(call.request.body);
  if (!body) return body.error();
  if (!body->mode && !body->challenge) {
    return MemberProblem({.path = "", .sentence = "Name `mode`, `challenge` or both."});
  }
  const Modes before = ModesOf(call);
  Modes now = before;
  if (!ReadMode(body->mode, kLimitModeNames, now.limits)) {
    return MemberProblem(
        {.path = "/mode", .sentence = "Member /mode must be " + ModeWords() + "."});
  }
  if (!ReadMode(body->challenge, kChallengeModeNames, now.challenge)) {
    return MemberProblem(
        {.path = "/challenge", .sentence = "Member /challenge must be " + ChallengeWords() + "."});
  }
  auto actor = ActorOf(spec, call);
  if (!actor) return std::move(actor).error();
  call.services.limits->SetMode(now.limits);
  call.services.challenges->SetMode(now.challenge);
  NoteChange(call, *std::move(actor), ModesJson(before), ModesJson(now));
  return Limits(call);
}

}  // namespace

constexpr Endpoint kReadLimitsEndpoint{.spec = {.method = Method::kGet,
                                                .path = "/v1/operator/limits",
                                                .operation_id = "readLimits",
                                                .needs = {.scope = domain::Scope::kMetrics}},
                                       .begin = BeginRead};

constexpr Endpoint kChangeLimitsEndpoint{.spec = {.method = Method::kPatch,
                                                  .path = "/v1/operator/limits",
                                                  .operation_id = "changeLimits",
                                                  .needs = {.scope = domain::Scope::kRoomsWrite},
                                                  .body = LimitsBody::kMembers},
                                         .begin = BeginChange};

}  // namespace onsale::http
