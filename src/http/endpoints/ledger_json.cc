#include "http/endpoints/ledger_json.h"

#include "base/time.h"
#include "domain/words.h"

namespace onsale::http {

void WriteLedgerEntry(JsonWriter& json, const domain::LedgerEntry& entry) {
  const bool payment = entry.kind == domain::LedgerKind::kPayment;
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

}  // namespace onsale::http
