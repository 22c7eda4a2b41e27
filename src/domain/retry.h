// Retries: one key, one change, the same answer.
//
// Shape:    a change's answer is kept under (user, key) in the commit that makes the change, for
//           kIdempotencyTime. A refusal changed nothing, so it is not kept: a retry is decided
//           afresh. Commands are decided one after the other, so no key is ever "still running".
// Errors:   kIdempotencyKeyReused for a key that came with another request: another fingerprint, or a
//           kept answer that is none of this operation. kTooManyKeys for a new one beyond
//           Limits::keys_per_user.
// Source:   IETF draft-ietf-httpapi-idempotency-key-header-07; docs/decisions/0004-retries.md.
#pragma once

#include <optional>

#include "domain/answer.h"
#include "domain/command.h"
#include "domain/row_set.h"

namespace onsale::domain {

// The record of an attempt that succeeded before; null if there is none that still counts.
const IdempotencyRecord* FindRecord(const UserId& user, const Attempt& attempt, RowSet& rows,
                                    Time now);

void KeepRecord(const UserId& user, const Attempt& attempt, std::string answer, RowSet& rows,
                Time now);

// Whether one more answer can be kept for the user: kTooManyKeys, or nothing.
template <class View>
std::optional<Result<View>> CheckKeyCount(const UserId& user, RowSet& rows) {
  const std::int64_t most = rows.limits().keys_per_user;
  if (rows.RecordsOf(user) < most) return std::nullopt;
  return std::unexpected(Refusal{.code = RefusalCode::kTooManyKeys, .limit = most});
}

// What to answer without deciding: the kept answer or a refusal. Nothing if this is the first try.
template <class View>
std::optional<Result<View>> Recall(const UserId& user, const std::optional<Attempt>& attempt,
                                   RowSet& rows, Time now) {
  if (!attempt) return std::nullopt;
  const IdempotencyRecord* record = FindRecord(user, *attempt, rows, now);
  if (record == nullptr) return CheckKeyCount<View>(user, rows);
  if (record->fingerprint != attempt->fingerprint) {
    return Refuse(RefusalCode::kIdempotencyKeyReused);
  }
  // Stored bytes decide nothing by themselves: a record of another operation, or one that cannot be
  // read, is the answer to some other request.
  if (auto view = DecodeAnswer<View>(record->answer)) return *std::move(view);
  return Refuse(RefusalCode::kIdempotencyKeyReused);
}

// Keeps the answer for retries, if the caller gave a key, and returns it.
template <class View>
View Keep(View view, const UserId& user, const std::optional<Attempt>& attempt, RowSet& rows,
          Time now) {
  if (attempt) KeepRecord(user, *attempt, EncodeAnswer(view), rows, now);
  return view;
}

}  // namespace onsale::domain
