// Compares two outcomes, or two rows, member by member.
//
// Shape:    the comparison leaves out a seat map's version, which counts batches (World checks that
//           it grows), and a room's digest of its specification, which no response contains.
// Threads:  any.
#pragma once

#include "domain/command.h"
#include "store/schema.h"

namespace onsale::store {

template <class Row>
bool SameColumns(const Row& a, const Row& b) {
  bool same = true;
  ForEachColumn(
      a, [&](const auto& column, const auto& value) { same = same && value == column.path.Of(b); });
  return same;
}

template <class Row>
bool SameRow(const Row& a, const Row& b) {
  return SameColumns(a, b);
}
template <>
bool SameRow(const domain::Room& a, const domain::Room& b);
// Idempotency records are compared without their stored answer, which is checked when a retry
// receives it.
template <>
bool SameRow(const domain::IdempotencyRecord& a, const domain::IdempotencyRecord& b);
// Operators' changes are compared without their texts, which must only be JSON objects: `a` is the
// expected one and has none.
template <>
bool SameRow(const domain::OperatorAction& a, const domain::OperatorAction& b);

bool SameOutcome(const domain::Outcome& a, const domain::Outcome& b);

}  // namespace onsale::store
