#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/endpoints/reply.h"
#include "http/json/json_writer.h"

namespace onsale::http {
namespace {

using domain::ChargeBalance;

class ChargeBalanceCall final : public CommandEndpoint<ChargeBalance> {
 public:
  ChargeBalanceCall()
      : CommandEndpoint({.method = Method::kPost,
                         .path = "/v1/users/{userId}/balance/charges",
                         .operation_id = "chargeBalance",
                         .takes_body = true,
                         .takes_idempotency_key = true}) {}

 private:
  Asked Ask(Call& call) const override {
    auto user = ReadUserParameter(call.parameters[0]);
    if (!user) return std::unexpected(UserParameterProblem());
    std::int64_t amount = 0;
    const Member members[] = {
        {.name = "amount", .target = IntegerTarget{amount, 1, domain::kChargeMax.minor}}};
    if (auto problem = ReadBody(call.request.body, members)) {
      return std::unexpected(*std::move(problem));
    }
    return ChargeBalance{.user = *std::move(user),
                         .amount = {amount},
                         .fresh_id = {call.services.ids.Next()},
                         .idempotency_key = std::move(call.idempotency_key)};
  }

  Response Reply(const Call& call, const domain::ChargeView& view) const override {
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
};

}  // namespace

const Endpoint& ChargeBalanceEndpoint() {
  static const ChargeBalanceCall endpoint;
  return endpoint;
}

}  // namespace onsale::http
