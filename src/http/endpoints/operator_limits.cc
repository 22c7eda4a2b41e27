// The limits of callers: `GET /v1/operator/limits` reads them, `PATCH` changes the mode of this
// server until its next start. A server that has these calls has a limiter (app/serve.cc).

#include <algorithm>

#include "http/endpoints/endpoints.h"
#include "http/endpoints/reply.h"
#include "http/json/json_writer.h"
#include "http/limit/limiter.h"

namespace onsale::http {
namespace {

struct LimitsBody {
  std::string mode;

  static constexpr Member kMembers[] = {Member::Of<&LimitsBody::mode>("mode", TextBounds{16})};
};

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
    json.Key("classes").BeginArray();
    for (std::size_t i = 0; i < kCallClasses; ++i) {
      WriteClass(json, limits, static_cast<CallClass>(i));
    }
    json.EndArray().EndObject();
  }
  return PersonalReply(200, std::move(out));
}

std::string ModeJson(LimitMode mode) {
  return R"({"mode":")" + std::string(NameOf(mode)) + R"("})";
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
  const auto name = std::ranges::find(kLimitModeNames, body->mode);
  if (name == kLimitModeNames.end()) {
    return MemberProblem(
        {.path = "/mode", .sentence = "Member /mode must be `off`, `log` or `on`."});
  }
  auto actor = ActorOf(spec, call);
  if (!actor) return std::move(actor).error();
  const LimitMode before = call.services.limits->mode();
  const auto now = static_cast<LimitMode>(name - kLimitModeNames.begin());
  call.services.limits->SetMode(now);
  NoteChange(call, *std::move(actor), ModeJson(before), ModeJson(now));
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
