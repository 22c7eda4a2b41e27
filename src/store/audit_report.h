// What an audit found: each check with what it looked at and what does not hold.
//
// Shape:    `violations` counts all of them; `examples` are the first few, a sentence each, which
//           may name users and reservations: for the operator, never for a buyer.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace onsale::store {

struct AuditCheck {
  std::string name;    // `seat-owners`; public, never changed
  std::string proves;  // what holds if there is no violation, as a sentence
  std::int64_t checked = 0;
  std::int64_t violations = 0;
  std::vector<std::string> examples;
};

struct AuditReport {
  std::uint64_t batch = 0;  // the last batch that was in the tables
  std::vector<AuditCheck> checks;

  bool whole() const {
    return std::ranges::all_of(checks, [](const AuditCheck& c) { return c.violations == 0; });
  }
};

}  // namespace onsale::store
