#include "domain/retry.h"

namespace onsale::domain {

const IdempotencyRecord* FindRecord(const UserId& user, const Attempt& attempt, RowSet& rows,
                                    Time now) {
  const IdempotencyRecord* record = rows.Find(IdempotencyKey{user, attempt.key});
  return record == nullptr || now >= record->expires_at ? nullptr : record;
}

void KeepRecord(const UserId& user, const Attempt& attempt, std::string answer, RowSet& rows,
                Time now) {
  rows.Put(IdempotencyRecord{.key = {user, attempt.key},
                             .fingerprint = attempt.fingerprint,
                             .answer = std::move(answer),
                             .expires_at = now + kIdempotencyTime});
}

}  // namespace onsale::domain
