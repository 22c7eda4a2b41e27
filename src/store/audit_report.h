// The result of an audit: for each check, the number of rows checked and the violations.
//
// Shape:    `violations` counts all; `examples` has the first few, one sentence each. They may name
//           users and reservations: for the operator, never for a buyer.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace onsale::store {

struct AuditCheck {
  std::string name;    // for instance `seat-owners`; part of the API
  std::string proves;  // what holds if there is no violation, as a sentence
  std::int64_t checked = 0;
  std::int64_t violations = 0;
  std::vector<std::string> examples;
};

struct AuditReport {
  std::uint64_t commit_number = 0;  // number of the commit that was audited
  std::vector<AuditCheck> checks;

  bool passed() const {
    return std::ranges::all_of(checks, [](const AuditCheck& c) { return c.violations == 0; });
  }
};

}  // namespace onsale::store
