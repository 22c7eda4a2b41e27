// `GET /v1/operator/actions`: what operators have changed, newest first.
// `POST /v1/operator/actions/{actionNumber}/undo`: reads the change, then asks the command that
// undoes it.

#include "base/random.h"
#include "http/caller_check.h"
#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/endpoints/number_cursor.h"
#include "http/endpoints/undo_reader.h"
#include "http/json/json_writer.h"
#include "store/actions_question.h"

namespace onsale::http {
namespace {

using domain::OperatorAction;
using store::OperatorActionsQuestion;

void WriteAction(JsonWriter& json, const OperatorAction& action, const domain::Catalog& catalog) {
  json.BeginObject();
  json.Key("number").Integer(action.number);
  json.Key("at").String(base::FormatRfc3339(action.at));
  json.Key("keyId");
  action.actor.key.empty() ? json.Null() : json.String(action.actor.key);
  json.Key("call").String(action.actor.call);
  json.Key("reason").String(action.actor.reason);
  json.Key("before").Raw(action.before);
  json.Key("after").Raw(action.after);
  json.Key("undoable").Bool(UndoOf(action, catalog).has_value());
  json.EndObject();
}

Response FinishActions(const Call& call, const store::AnswerTo<OperatorActionsQuestion>& actions) {
  if (!actions) return ReadProblem(actions.error());
  std::string out;
  {
    JsonWriter json(out);
    json.BeginObject().Key("actions").BeginArray();
    for (const OperatorAction& action : *actions) {
      WriteAction(json, action, *call.services.catalog);
    }
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

// --- Undo ---

std::optional<std::int64_t> NumberIn(const Call& call) {
  const auto number = ReadNumberParameter(call.parameters[0], INT64_MAX - 1);
  return number && *number >= 1 ? number : std::nullopt;
}

domain::Scope ScopeOf(const Undo& undo) {
  return std::holds_alternative<domain::UndoSeats>(undo) ? domain::Scope::kSeatsWrite
                                                         : domain::Scope::kRoomsWrite;
}

// The command that undoes the change, if the store has one with this number.
AfterQuestion FinishReading(const Call& call, std::int64_t number, const domain::Actor& actor,
                            const store::AnswerTo<OperatorActionsQuestion>& found) {
  if (!found) return ReadProblem(found.error());
  if (found->empty() || found->front().number != number) {
    return Problem(ProblemCode::kActionNotFound, "There is no change with this number.");
  }
  auto undo = UndoOf(found->front(), *call.services.catalog);
  if (!undo) {
    return Problem(ProblemCode::kActionNotUndoable,
                   "A change of this kind cannot be undone. Nothing was changed.");
  }
  if (auto problem = CheckScope(ScopeOf(*undo), call)) return *std::move(problem);
  if (auto* const room = std::get_if<domain::UndoRoomChange>(&*undo)) {
    room->fresh_seed = base::RandomDigest();
  }
  return std::visit(
      [&actor](auto& command) {
        command.actor = actor;
        return domain::Command(std::move(command));
      },
      *undo);
}

Step BeginUndo(const Spec& spec, Call& call) {
  if (auto query = ReadQuery(call.request.query, spec.query); !query) {
    return std::move(query).error();
  }
  const auto number = NumberIn(call);
  if (!number) {
    return ParameterProblem(
        {.name = "actionNumber", .wanted = "a whole number from 1 to 9223372036854775806"});
  }
  auto actor = ActorOf(spec, call);
  if (!actor) return std::move(actor).error();
  return AskStore(OperatorActionsQuestion{.before = *number + 1, .limit = 1},
                  [number = *number, actor = *std::move(actor)](
                      const Call& asked, const store::AnswerTo<OperatorActionsQuestion>& found) {
                    return FinishReading(asked, number, actor, found);
                  });
}

Response ReplyUndone(const Call& call, const domain::UndoneView& view) {
  std::string out;
  {
    JsonWriter json(out);
    json.BeginObject();
    json.Key("undone").Integer(NumberIn(call).value_or(0));
    json.Key("number").Integer(view.number);
    json.EndObject();
  }
  return PersonalReply(200, std::move(out));
}

Response FinishUndo(const Call& call, const domain::Outcome& outcome) {
  const bool of_seats = std::holds_alternative<domain::OutcomeFor<domain::UndoSeats>>(outcome);
  return of_seats ? FinishCommand<domain::UndoSeats, ReplyUndone>(call, outcome)
                  : FinishCommand<domain::UndoRoomChange, ReplyUndone>(call, outcome);
}

}  // namespace

constexpr Endpoint kUndoActionEndpoint{.spec = {.method = Method::kPost,
                                                .path = "/v1/operator/actions/{actionNumber}/undo",
                                                .operation_id = "undoOperatorAction",
                                                .needs = {.scope = domain::Scope::kAudit}},
                                       .begin = BeginUndo,
                                       .finish = FinishUndo};

constexpr Endpoint kListActionsEndpoint{.spec = {.method = Method::kGet,
                                                 .path = "/v1/operator/actions",
                                                 .operation_id = "listOperatorActions",
                                                 .needs = {.scope = domain::Scope::kAudit},
                                                 .query = {"limit", "cursor"}},
                                        .begin = BeginActions};

}  // namespace onsale::http
