#include "http/endpoints/endpoints.h"
#include "http/endpoints/ledger_json.h"
#include "http/endpoints/number_cursor.h"
#include "http/endpoints/reply.h"
#include "http/json/json_writer.h"
#include "store/ledger_question.h"

namespace onsale::http {
namespace {

using domain::LedgerEntry;
using store::LedgerQuestion;

Response LedgerPage(const Call& call, std::span<const LedgerEntry> entries) {
  std::string out;
  out.reserve(128 + entries.size() * 320);
  {
    JsonWriter json(out);
    json.BeginObject();
    json.Key("userId").String(ReadUserParameter(call.parameters[0])->text());
    json.Key("currency").String(call.services.currency);
    json.Key("entries").BeginArray();
    for (const LedgerEntry& entry : entries) WriteLedgerEntry(json, entry);
    json.EndArray().Key("nextCursor");
    WriteNextCursor(json, entries.empty() ? 1 : entries.back().number);
    json.EndObject();
  }
  return PersonalReply(200, std::move(out));
}

Response FinishLedger(const Call& call, const store::AnswerTo<LedgerQuestion>& entries) {
  return entries ? LedgerPage(call, *entries) : ReadProblem(entries.error());
}

// Begins the call: checks the user of the path, then the query.
Step BeginLedger(const Spec& spec, Call& call) {
  auto user = UserOfPath(call);
  if (!user) return std::move(user).error();
  auto values = ReadQuery(call.request.query, spec.query);
  if (!values) return std::move(values).error();
  const auto page = ReadNumberPage((*values)[0], (*values)[1]);
  if (!page) return page.error();
  LedgerQuestion question{.user = *std::move(user), .before = page->before, .limit = page->limit};
  return AskStore(std::move(question), FinishLedger);
}

}  // namespace

constexpr Endpoint kReadLedgerEndpoint{.spec = {.method = Method::kGet,
                                                .path = "/v1/users/{userId}/ledger",
                                                .operation_id = "readLedger",
                                                .call_class = CallClass::kReads,
                                                .needs = {.buyer_token = true,
                                                          .scope = domain::Scope::kWalletRead,
                                                          .open_in_demo = true},
                                                .query = {"limit", "cursor"}},
                                       .begin = BeginLedger};

}  // namespace onsale::http
