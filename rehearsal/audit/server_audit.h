// Requests the server's own audit, as an operator.
//
// Source:   `GET /v1/operator/audit`: {"passed":bool, "checks": [{"name", "checked", "violations",
//           "examples": [...]}]}; other members are ignored.
#pragma once

#include <string_view>
#include <vector>

#include "rehearsal/audit/audit.h"

namespace onsale::rehearsal {

// Requests the server's audit and returns a Check for each check in it. If the request fails,
// returns one Check that reports why.
std::vector<Check> AskServer(std::string_view access_key, Errands& errands);
// Parses the body of the response to `GET /v1/operator/audit`.
std::vector<Check> ReadServerAudit(std::string_view json);

}  // namespace onsale::rehearsal
