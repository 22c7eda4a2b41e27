// `GET /livez` and `GET /readyz`: whether the process runs, and whether it should get traffic.
//
// Shape:    added by the server to the endpoints that it is given, unless those answer to the
//           paths.
// Owner:    the server.
// Errors:   not ready is 503 `unavailable`.
#pragma once

#include <functional>

#include "http/endpoint.h"

namespace onsale::http {

class Liveness final : public Endpoint {
 public:
  const Spec& spec() const override;
  Step Begin(Call& call) const override;
};

class Readiness final : public Endpoint {
 public:
  // `ready` may be called on any thread.
  explicit Readiness(std::function<bool()> ready) : ready_(std::move(ready)) {}
  const Spec& spec() const override;
  Step Begin(Call& call) const override;

 private:
  std::function<bool()> ready_;
};

}  // namespace onsale::http
