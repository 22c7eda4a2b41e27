// Idempotency keys: a retry with the same key makes no second change and gets the stored answer.
//
// Shape:    the commit that makes a change also stores the answer under (user, key), for
//           kIdempotencyTime. A refusal is not stored: its retry is decided again. Commands are
//           decided one after another, so no command with the same key is ever in progress.
// Errors:   kIdempotencyKeyReused if the key was used with another request: the fingerprint
//           differs, or the stored answer belongs to another operation. kTooManyKeys for a new key
//           beyond Limits::keys_per_user.
// Source:   IETF draft-ietf-httpapi-idempotency-key-header-07; docs/decisions/0004-retries.md.
#pragma once

#include <optional>

#include "domain/answer.h"
#include "domain/command.h"
#include "domain/row_set.h"

namespace onsale::domain {

// The record of the user's idempotency key; null if there is none or it has expired.
const IdempotencyRecord* FindIdempotencyRecord(const UserId& user,
                                               const IdempotencyKey& idempotency_key, RowSet& rows,
                                               Time now);

void PutIdempotencyRecord(const UserId& user, const IdempotencyKey& idempotency_key,
                          std::string answer, RowSet& rows, Time now);

// Refuses a new key: kTooManyKeys if the user already has Limits::keys_per_user stored answers.
template <class View>
std::optional<Result<View>> CheckKeyCount(const UserId& user, RowSet& rows) {
  const std::int64_t most = rows.limits().keys_per_user;
  if (rows.RecordsOf(user) < most) return std::nullopt;
  return std::unexpected(Refusal{.code = RefusalCode::kTooManyKeys, .limit = most});
}

// The stored answer of the command's idempotency key, or why the key is refused. Nothing if the
// command has no key or a new one: it is then decided.
template <class View>
std::optional<Result<View>> FindStoredAnswer(const UserId& user,
                                             const std::optional<IdempotencyKey>& idempotency_key,
                                             RowSet& rows, Time now) {
  if (!idempotency_key) return std::nullopt;
  const IdempotencyRecord* record = FindIdempotencyRecord(user, *idempotency_key, rows, now);
  if (record == nullptr) return CheckKeyCount<View>(user, rows);
  if (record->fingerprint != idempotency_key->fingerprint) {
    return Refuse(RefusalCode::kIdempotencyKeyReused);
  }
  // The stored answer is of another kind than View, so the key was used with another request.
  if (auto view = DecodeAnswer<View>(record->answer)) return *std::move(view);
  return Refuse(RefusalCode::kIdempotencyKeyReused);
}

// Returns `view`, the answer of a command; also stores it if the command has an idempotency key.
template <class View>
View StoreAnswer(View view, const UserId& user,
                 const std::optional<IdempotencyKey>& idempotency_key, RowSet& rows, Time now) {
  if (idempotency_key) PutIdempotencyRecord(user, *idempotency_key, EncodeAnswer(view), rows, now);
  return view;
}

}  // namespace onsale::domain
