#include "http/endpoints/endpoints.h"

#include <algorithm>
#include <array>

#include "base/assert.h"

namespace onsale::http {

Response Endpoint::Finish(const Call&, const domain::Outcome&) const {
  ONSALE_ASSERT(!"this endpoint asks the engine for nothing");
  return {};
}

std::span<const Endpoint* const> Endpoints() {
  static const auto endpoints = [] {
    std::array<const Endpoint*, std::size(kEndpoints)> all{};
    std::ranges::transform(kEndpoints, all.begin(), [](EndpointFunction of) { return &of(); });
    return all;
  }();
  return endpoints;
}

}  // namespace onsale::http
