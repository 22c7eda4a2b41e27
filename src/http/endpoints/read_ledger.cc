#include <array>

#include "domain/words.h"
#include "http/access/base64url.h"
#include "http/endpoints/endpoints.h"
#include "http/endpoints/reply.h"
#include "http/json/json_writer.h"
#include "store/ledger_question.h"

namespace onsale::http {
namespace {

using domain::LedgerEntry;
using domain::LedgerKind;
using store::LedgerQuestion;

constexpr std::int64_t kLimitMax = 100;
constexpr std::int64_t kLimitDefault = 50;

// A page's cursor is the number of its last entry: eight bytes in base64url. Clients must not parse
// it.
using CursorBytes = std::array<std::uint8_t, 8>;

std::string CursorAfter(const LedgerEntry& entry) {
  CursorBytes bytes;
  auto rest = static_cast<std::uint64_t>(entry.number);
  for (std::size_t i = bytes.size(); i > 0; --i, rest >>= 8) {
    bytes[i - 1] = static_cast<std::uint8_t>(rest);
  }
  std::string cursor;
  AppendBase64Url(cursor, bytes);
  return cursor;
}

std::optional<std::int64_t> ReadCursor(std::string_view text) {
  CursorBytes bytes;
  if (!DecodeBase64Url(text, bytes)) return std::nullopt;
  std::uint64_t number = 0;
  for (const std::uint8_t byte : bytes) number = (number << 8) | byte;
  // Refuses a cursor for entry 1, which ends the last page, so no cursor exists for it.
  if (number <= 1 || number > INT64_MAX) return std::nullopt;
  return static_cast<std::int64_t>(number);
}

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
    // More entries follow unless the last one is entry 1: a wallet's entries are numbered from 1
    // without gaps.
    const bool more = !entries.empty() && entries.back().number > 1;
    more ? json.String(CursorAfter(entries.back())) : json.Null();
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
  const auto& [limit_text, cursor_text, unused] = *values;
  LedgerQuestion question{.user = *std::move(user)};
  const auto limit = limit_text ? ReadNumberParameter(*limit_text, kLimitMax) : kLimitDefault;
  if (!limit || *limit < 1) {
    return ParameterProblem({.name = "limit", .wanted = "a whole number from 1 to 100"});
  }
  question.limit = static_cast<std::size_t>(*limit);
  if (cursor_text) {
    const auto before = ReadCursor(*cursor_text);
    if (!before) {
      return ParameterProblem(
          {.name = "cursor", .wanted = "a nextCursor exactly as it was received"});
    }
    question.before = *before;
  }
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
