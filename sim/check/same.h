// Whether two answers, or two rows, say the same: every member of them.
//
// Shape:    left out are a seat map's version, which counts batches and is checked for growing, and
//           a room's digest of its specification, which nobody is shown.
// Threads:  any.
#pragma once

#include "domain/command.h"
#include "store/schema.h"

namespace onsale::sim {

template <class Row>
bool SameRow(const Row& a, const Row& b) {
  bool same = true;
  std::apply(
      [&](const auto&... column) {
        same = ((store::At(column, a) == store::At(column, b)) && ...);
      },
      store::Table<Row>::kColumns);
  return same;
}
template <>
bool SameRow(const domain::Room& a, const domain::Room& b);
// The answer's bytes are checked where they are repeated.
template <>
bool SameRow(const domain::IdempotencyRecord& a, const domain::IdempotencyRecord& b);

bool SameOutcome(const domain::Outcome& a, const domain::Outcome& b);

}  // namespace onsale::sim
