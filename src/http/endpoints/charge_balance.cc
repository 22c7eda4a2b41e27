#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/json/json_writer.h"

namespace onsale::http {
namespace {

using domain::ChargeBalance;

struct ChargeBody {
  std::int64_t amount;

  static constexpr Member kMembers[] = {
      Member::Of<&ChargeBody::amount>("amount", IntegerBounds{1, domain::kChargeMax.minor})};
};

// Reads the body itself, because the user of the path is checked first.
Asked<ChargeBalance> AskCharge(const Call& call) {
  auto user = ReadUserParameter(call.parameters[0]);
  if (!user) return std::unexpected(UserParameterProblem());
  auto body = ReadBody<ChargeBody>(call.request.body);
  if (!body) return std::unexpected(std::move(body).error());
  return ChargeBalance{
      .user = *std::move(user), .amount = {body->amount}, .fresh_id = {call.services.ids.Next()}};
}

Response ReplyCharge(const Call& call, const domain::ChargeView& view) {
  std::string out;
  out.reserve(192);
  {
    JsonWriter json(out);
    json.BeginObject();
    json.Key("chargeId").String(view.id.uuid.ToString());
    json.Key("userId").String(view.user.text());
    json.Key("amount").Integer(view.amount.minor);
    json.Key("balance").Integer(view.balance.minor);
    json.Key("currency").String(call.services.currency);
    json.EndObject();
  }
  return PersonalReply(201, std::move(out));
}

}  // namespace

constexpr Endpoint kChargeBalanceEndpoint =
    CommandEndpoint<AskCharge, ReplyCharge>({.method = Method::kPost,
                                             .path = "/v1/users/{userId}/balance/charges",
                                             .operation_id = "chargeBalance",
                                             .body = ChargeBody::kMembers});

}  // namespace onsale::http
