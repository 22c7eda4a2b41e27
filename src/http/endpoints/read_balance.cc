#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/endpoints/reply.h"
#include "http/json/json_writer.h"

namespace onsale::http {
namespace {

using domain::ReadBalance;

class ReadBalanceCall final : public CommandEndpoint<ReadBalance> {
 public:
  ReadBalanceCall()
      : CommandEndpoint({.method = Method::kGet,
                         .path = "/v1/users/{userId}/balance",
                         .operation_id = "readBalance"}) {}

 private:
  Asked Ask(Call& call) const override {
    auto user = ReadUserParameter(call.parameters[0]);
    if (!user) return std::unexpected(UserParameterProblem());
    return ReadBalance{.user = *std::move(user)};
  }

  Response Reply(const Call& call, const domain::BalanceView& view) const override {
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
};

}  // namespace

const Endpoint& ReadBalanceEndpoint() {
  static const ReadBalanceCall endpoint;
  return endpoint;
}

}  // namespace onsale::http
