// Finds the endpoint for a method and a path.
//
// Shape:    the router is built once from the endpoints' specs. A literal segment takes precedence
//           over a parameter; a parameter matches one whole, non-empty segment, not decoded. HEAD
//           matches GET.
// Owner:    the endpoints outlive the router; a Match views the path.
// Threads:  any, once built.
// Requires: no two endpoints with the same method and path shape; at most two parameters in a path.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http/endpoint.h"
#include "http/statistics/thread_counts.h"

namespace onsale::http {

struct Match {
  const Endpoint* endpoint = nullptr;  // null if no endpoint has this method and path
  std::size_t number = kNoCall;        // the endpoint's index in those of the router
  std::array<std::string_view, 2> parameters;
  std::uint32_t methods = 0;  // the methods that the path offers; 0 if the path is unknown
};

class Router {
 public:
  explicit Router(std::span<const Endpoint* const> endpoints);

  Match Find(Method method, std::string_view path) const;
  // Methods as the value of an Allow header: `GET, HEAD, OPTIONS`.
  static std::string Allow(std::uint32_t methods);
  // The methods that any endpoint has, for `OPTIONS *`.
  std::uint32_t methods() const { return methods_; }

 private:
  static constexpr std::size_t kDepthMax = 8;

  struct Route {
    std::vector<std::string_view> segments;  // of the spec's path; a parameter is `{}`
    Method method;
    const Endpoint* endpoint;
    std::size_t number;
  };

  std::array<std::vector<Route>, kDepthMax + 1> by_depth_;  // literals first
  std::uint32_t methods_ = 0;
};

}  // namespace onsale::http
