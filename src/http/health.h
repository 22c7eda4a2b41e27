// `GET /livez` and `GET /readyz`: whether the process runs, and whether it should receive traffic.
//
// Shape:    the server adds them to its endpoints, unless an endpoint with the same path exists.
// Owner:    the server.
// Errors:   503 `unavailable` while not ready.
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
