// Retries: one key, one change, the same answer.
//
// Shape:    a change's answer is kept under (user, key) in the commit that makes the change, for
//           kIdempotencyTime. A refusal changed nothing, so it is not kept: a retry is decided
//           afresh. Commands are decided one after the other, so no key is ever "still running".
// Errors:   kIdempotencyKeyReused for a key that came with another request.
// Source:   IETF draft-ietf-httpapi-idempotency-key-header-07; docs/decisions/0004-retries.md.
#pragma once

#include <optional>

#include "base/assert.h"
#include "domain/answer.h"
#include "domain/command.h"
#include "domain/row_set.h"

namespace onsale::domain {

// The record of an attempt that succeeded before; null if there is none that still counts.
const IdempotencyRecord* FindRecord(const UserId& user, const Attempt& attempt, RowSet& rows,
                                    Time now);

void KeepRecord(const UserId& user, const Attempt& attempt, std::string answer, RowSet& rows,
                Time now);

// What to answer without deciding: the kept answer or a refusal. Nothing if this is the first try.
template <class View>
std::optional<Result<View>> Recall(const UserId& user, const std::optional<Attempt>& attempt,
                                   RowSet& rows, Time now) {
  if (!attempt) return std::nullopt;
  const IdempotencyRecord* record = FindRecord(user, *attempt, rows, now);
  if (record == nullptr) return std::nullopt;
  if (record->fingerprint != attempt->fingerprint) {
    return Refuse(RefusalCode::kIdempotencyKeyReused);
  }
  const auto view = DecodeAnswer<View>(record->answer);
  ONSALE_ASSERT(view.has_value());  // the fingerprint covers the operation, so the kind is right
  return *view;
}

// Keeps the answer for retries, if the caller gave a key, and returns it.
template <class View>
View Keep(View view, const UserId& user, const std::optional<Attempt>& attempt, RowSet& rows,
          Time now) {
  if (attempt) KeepRecord(user, *attempt, EncodeAnswer(view), rows, now);
  return view;
}

}  // namespace onsale::domain
