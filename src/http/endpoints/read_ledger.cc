#include "domain/words.h"
#include "http/endpoints/endpoints.h"
#include "http/endpoints/number_cursor.h"
#include "http/endpoints/reply.h"
#include "http/json/json_writer.h"
#include "store/ledger_question.h"

namespace onsale::http {
namespace {

using domain::LedgerEntry;
using domain::LedgerKind;
using store::LedgerQuestion;

void WriteEntry(JsonWriter& json, const LedgerEntry& entry) {
  const bool payment = entry.kind == LedgerKind::kPayment;
  json.BeginObject();
  json.Key("number").Integer(entry.number);
  json.Key("kind").String(WordOf(entry.kind));
  json.Key(payment ? "paymentId" : "topUpId").String(entry.id.ToString());
  if (payment) json.Key("reservationId").String(entry.reservation.uuid.ToString());
  json.Key("debit").String(entry.debit);
  json.Key("credit").String(entry.credit);
  json.Key("amount").Integer(entry.amount.minor);
  json.Key("balanceAfter").Integer(entry.balance_after.minor);
  json.Key("createdAt").String(base::FormatRfc3339(entry.at));
  json.EndObject();
}

Response LedgerPage(const Call& call, std::span<const LedgerEntry> entries) {
  std::string out;
  out.reserve(128 + entries.size() * 320);
  {
    JsonWriter json(out);
    json.BeginObject();
    json.Key("userId").String(ReadUserParameter(call.parameters[0])->text());
    json.Key("currency").String(call.services.currency);
    json.Key("entries").BeginArray();
    for (const LedgerEntry& entry : entries) WriteEntry(json, entry);
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
