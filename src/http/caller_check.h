// Finds out who is calling, before the endpoint runs.
//
// Shape:    a caller shows a queue token (Queue-Token), an access key or a buyer token (both as
//           `Authorization: Bearer`). What an endpoint needs is in its spec. A shown access key
//           counts first, then a buyer token where buyers are signed, then a queue token. Another
//           Authorization is ignored where a call does not need one: a gateway may send
//           credentials of its own.
// Threads:  any, concurrently.
// Errors:   problems: 400 for queue tokens, 401 for keys and buyer tokens, 403 for a missing scope.
#pragma once

#include <optional>

#include "http/endpoint.h"

namespace onsale::http {

// Looks up the access key that the caller has shown and, if it is valid, sets `call.caller.key`.
// Otherwise a sentence that says what is wrong with it; nothing if the caller has shown none.
std::optional<std::string_view> FindAccessKey(Call& call);

// The problem of an access key without the scope. Requires: `call.caller.key`.
std::optional<Response> CheckScope(domain::Scope scope, const Call& call);

// Whether CheckCaller would verify a buyer token.
bool VerifiesBuyer(const Needs& needs, const Call& call);

// Verifies what `needs` names and sets `call.caller`, or returns the problem. `key_mistake` is from
// FindAccessKey of the same call.
std::optional<Response> CheckCaller(const Needs& needs, Call& call,
                                    std::optional<std::string_view> key_mistake);

}  // namespace onsale::http
