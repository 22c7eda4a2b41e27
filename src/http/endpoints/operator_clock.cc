// `POST /v1/operator/clock/accept`: lets the sale continue although its clock was set ahead or is
// behind.

#include "http/endpoints/endpoints.h"
#include "http/endpoints/reply.h"
#include "http/json/json_writer.h"
#include "http/problem/problem.h"

namespace onsale::http {
namespace {

Step BeginAccept(const Spec& spec, Call& call) {
  if (auto query = ReadQuery(call.request.query, spec.query); !query) {
    return std::move(query).error();
  }
  auto actor = ActorOf(spec, call);
  if (!actor) return std::move(actor).error();
  const auto& accept = call.services.accept_clock;
  const auto accepted = accept ? accept() : std::optional(AcceptedClock{});
  if (!accepted) {
    return Problem(
        ProblemCode::kUnavailable,
        "The clock is accepted as soon as the store is available; repeat this call then.");
  }
  const auto seconds = [](base::Duration by) {
    return std::chrono::round<std::chrono::seconds>(by).count();
  };
  std::string out;
  {
    JsonWriter json(out);
    json.BeginObject();
    json.Key("aheadSeconds").Integer(seconds(accepted->ahead));
    json.Key("behindSeconds").Integer(seconds(accepted->behind));
    json.EndObject();
  }
  NoteChange(call, *std::move(actor), "{}", out);
  return PersonalReply(200, std::move(out));
}

}  // namespace

constexpr Endpoint kAcceptClockEndpoint{.spec = {.method = Method::kPost,
                                                 .path = "/v1/operator/clock/accept",
                                                 .operation_id = "acceptClock",
                                                 .needs = {.scope = domain::Scope::kRoomsWrite}},
                                        .begin = BeginAccept};

}  // namespace onsale::http
