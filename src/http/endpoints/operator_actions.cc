// `GET /v1/operator/actions`: what operators have changed, newest first.

#include "http/endpoints/endpoints.h"
#include "http/endpoints/number_cursor.h"
#include "http/endpoints/reply.h"
#include "http/json/json_writer.h"
#include "store/actions_question.h"

namespace onsale::http {
namespace {

using domain::OperatorAction;
using store::OperatorActionsQuestion;

void WriteAction(JsonWriter& json, const OperatorAction& action) {
  json.BeginObject();
  json.Key("number").Integer(action.number);
  json.Key("at").String(base::FormatRfc3339(action.at));
  json.Key("keyId");
  action.actor.key.empty() ? json.Null() : json.String(action.actor.key);
  json.Key("call").String(action.actor.call);
  json.Key("reason").String(action.actor.reason);
  json.Key("before").Raw(action.before);
  json.Key("after").Raw(action.after);
  json.EndObject();
}

Response FinishActions(const Call&, const store::AnswerTo<OperatorActionsQuestion>& actions) {
  if (!actions) return ReadProblem(actions.error());
  std::string out;
  {
    JsonWriter json(out);
    json.BeginObject().Key("actions").BeginArray();
    for (const OperatorAction& action : *actions) WriteAction(json, action);
    json.EndArray().Key("nextCursor");
    WriteNextCursor(json, actions->empty() ? 1 : actions->back().number);
    json.EndObject();
  }
  return PersonalReply(200, std::move(out));
}

Step BeginActions(const Spec& spec, Call& call) {
  const auto values = ReadQuery(call.request.query, spec.query);
  if (!values) return values.error();
  const auto page = ReadNumberPage((*values)[0], (*values)[1]);
  if (!page) return page.error();
  return AskStore(OperatorActionsQuestion{.before = page->before, .limit = page->limit},
                  FinishActions);
}

}  // namespace

constexpr Endpoint kListActionsEndpoint{.spec = {.method = Method::kGet,
                                                 .path = "/v1/operator/actions",
                                                 .operation_id = "listOperatorActions",
                                                 .needs = {.scope = domain::Scope::kAudit},
                                                 .query = {"limit", "cursor"}},
                                        .begin = BeginActions};

}  // namespace onsale::http
