// The result of an audit: for each check, the number of rows checked and the violations.
//
// Shape:    `violations` counts all violations; `examples` has the first few, one sentence each.
//           Examples may name users and reservations: they are for the operator, never for a buyer.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace onsale::store {

struct AuditCheck {
  std::string name;    // e.g. `seat-owners`; part of the API
  std::string proves;  // what the check proves if it finds no violation: a sentence
  std::int64_t checked = 0;
  std::int64_t violations = 0;
  std::vector<std::string> examples;
};

struct AuditReport {
  std::uint64_t commit_number = 0;  // the commit that was audited
  std::vector<AuditCheck> checks;

  bool passed() const {
    return std::ranges::all_of(checks, [](const AuditCheck& c) { return c.violations == 0; });
  }
};

}  // namespace onsale::store
