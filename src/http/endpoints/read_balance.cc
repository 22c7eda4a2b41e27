#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/json/json_writer.h"

namespace onsale::http {
namespace {

using domain::ReadBalance;

Asked<ReadBalance> AskBalance(const Call& call) {
  auto user = UserOfPath(call);
  if (!user) return std::unexpected(std::move(user).error());
  return ReadBalance{.user = *std::move(user)};
}

Response ReplyBalance(const Call& call, const domain::BalanceView& view) {
  std::string out;
  {
    JsonWriter json(out);
    json.BeginObject();
    json.Key("userId").String(view.user.text());
    json.Key("balance").Integer(view.balance.minor);
    json.Key("currency").String(call.services.currency);
    json.EndObject();
  }
  return PersonalReply(200, std::move(out));
}

}  // namespace

constexpr Endpoint kReadBalanceEndpoint = CommandEndpoint<AskBalance, ReplyBalance>(
    {.method = Method::kGet,
     .path = "/v1/users/{userId}/balance",
     .operation_id = "readBalance",
     .call_class = CallClass::kReads,
     .needs = {.buyer_token = true, .scope = domain::Scope::kWalletRead, .open_in_demo = true}});

}  // namespace onsale::http
