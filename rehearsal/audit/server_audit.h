// Asks the server for its own audit, as an operator.
//
// Source:   `GET /v1/operator/audit`: {"whole": bool, "checks": [{"name", "checked", "violations",
//           "examples": [...]}]}; other members are passed over.
#pragma once

#include <string_view>
#include <vector>

#include "rehearsal/audit/audit.h"

namespace onsale::rehearsal {

// One check for each of the server's. If it cannot be asked, one that says why.
std::vector<Check> AskServer(std::string_view operator_key, Errands& errands);
// The answer's body, read.
std::vector<Check> ReadServerAudit(std::string_view json);

}  // namespace onsale::rehearsal
