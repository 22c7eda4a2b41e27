#include "domain/idempotency.h"

namespace onsale::domain {

const IdempotencyRecord* FindIdempotencyRecord(const UserId& user,
                                               const IdempotencyKey& idempotency_key, RowSet& rows,
                                               Time now) {
  const IdempotencyRecord* record = rows.Find(IdempotencyRecordKey{user, idempotency_key.key});
  return record == nullptr || now >= record->expires_at ? nullptr : record;
}

void PutIdempotencyRecord(const UserId& user, const IdempotencyKey& idempotency_key,
                          std::string answer, RowSet& rows, Time now) {
  rows.Put(IdempotencyRecord{.key = {user, idempotency_key.key},
                             .fingerprint = idempotency_key.fingerprint,
                             .answer = std::move(answer),
                             .expires_at = now + kIdempotencyTime});
}

}  // namespace onsale::domain
