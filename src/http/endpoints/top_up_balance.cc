#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/json/json_writer.h"

namespace onsale::http {
namespace {

using domain::TopUpBalance;

struct TopUpBody {
  std::int64_t amount;

  static constexpr Member kMembers[] = {
      Member::Of<&TopUpBody::amount>("amount", IntegerBounds{1, domain::kTopUpMax.minor})};
};

// Reads the body itself, because the user of the path is checked first.
Asked<TopUpBalance> AskTopUp(const Call& call) {
  auto user = UserOfPath(call);
  if (!user) return std::unexpected(std::move(user).error());
  auto body = ReadBody<TopUpBody>(call.request.body);
  if (!body) return std::unexpected(std::move(body).error());
  return TopUpBalance{
      .user = *std::move(user), .amount = {body->amount}, .fresh_id = {call.services.ids.Next()}};
}

Response ReplyTopUp(const Call& call, const domain::TopUpView& view) {
  std::string out;
  out.reserve(192);
  {
    JsonWriter json(out);
    json.BeginObject();
    json.Key("topUpId").String(view.id.uuid.ToString());
    json.Key("userId").String(view.user.text());
    json.Key("amount").Integer(view.amount.minor);
    json.Key("balance").Integer(view.balance.minor);
    json.Key("currency").String(call.services.currency);
    json.EndObject();
  }
  return PersonalReply(201, std::move(out));
}

}  // namespace

constexpr Endpoint kTopUpBalanceEndpoint = CommandEndpoint<AskTopUp, ReplyTopUp>(
    {.method = Method::kPost,
     .path = "/v1/users/{userId}/balance/top-ups",
     .operation_id = "topUpBalance",
     .call_class = CallClass::kWrites,
     .needs = {.scope = domain::Scope::kWalletTopUp, .open_in_demo = true},
     .body = TopUpBody::kMembers});

}  // namespace onsale::http
