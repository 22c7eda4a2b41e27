// Finds out who is calling, before the endpoint runs.
//
// Shape:    a caller shows a queue token (Queue-Token), the operator's key or a buyer token (both
//           as `Authorization: Bearer`). What an endpoint needs is in its spec.
// Threads:  any, concurrently; a constant value.
// Errors:   problems: 400 for queue tokens, 401 for keys and buyer tokens.
#pragma once

#include <optional>

#include "http/endpoint.h"

namespace onsale::http {

class OperatorKey;

class CallerCheck {
 public:
  // Without an operator's key, no endpoint that needs it may be checked. The key outlives the
  // check.
  explicit CallerCheck(const OperatorKey* operator_key) : operator_key_(operator_key) {}

  // Whether the caller has shown the operator's key, needed for this call or not.
  bool IsOperator(const Call& call) const;
  // Whether Check would verify a buyer token.
  bool Verifies(Needs needs, const Call& call) const;
  // Verifies what `needs` names and sets `call.caller`, or returns the problem.
  std::optional<Response> Check(Needs needs, Call& call) const;

 private:
  bool PrefersBearer(const Call& call) const;
  std::optional<Response> CheckOperator(Call& call) const;
  std::optional<Response> CheckUser(Call& call) const;

  const OperatorKey* const operator_key_;
};

}  // namespace onsale::http
