#include "http/router.h"

#include <algorithm>

#include "base/assert.h"

namespace onsale::http {
namespace {

using Segments = std::span<const std::string_view>;

std::uint32_t BitOf(Method method) {
  return 1U << static_cast<unsigned>(method);
}

// The methods that a path offers if it has an endpoint with this method: GET also offers HEAD.
std::uint32_t Offered(Method method) {
  const std::uint32_t bits = BitOf(method) | BitOf(Method::kOptions);
  return method == Method::kGet ? bits | BitOf(Method::kHead) : bits;
}

constexpr std::string_view kParameter = "{}";

bool IsParameter(std::string_view segment) {
  return segment == kParameter;
}

// Calls `take` with each segment of a path: `/a/b` has two, `/` has one empty one. False if the
// path does not start with a slash, or `take` returned false.
template <class Take>
bool Split(std::string_view path, Take take) {
  if (!path.starts_with('/')) return false;
  path.remove_prefix(1);
  while (true) {
    const std::size_t slash = path.find('/');
    if (!take(path.substr(0, slash))) return false;
    if (slash == std::string_view::npos) return true;
    path.remove_prefix(slash + 1);
  }
}

bool Fits(Segments route, Segments path, Match& match) {
  std::size_t parameters = 0;
  std::array<std::string_view, 2> values;
  for (std::size_t i = 0; i < route.size(); ++i) {
    if (!IsParameter(route[i])) {
      if (route[i] != path[i]) return false;
      continue;
    }
    if (path[i].empty()) return false;
    values[parameters++] = path[i];
  }
  match.parameters = values;
  return true;
}

}  // namespace

Router::Router(std::span<const Endpoint* const> endpoints) {
  std::size_t number = 0;
  for (const Endpoint* endpoint : endpoints) {
    const Spec& spec = endpoint->spec;
    Route route{.segments = {}, .method = spec.method, .endpoint = endpoint, .number = number++};
    std::ptrdiff_t parameters = 0;
    const bool well_formed = Split(spec.path, [&](std::string_view segment) {
      const bool parameter = segment.starts_with('{') && segment.ends_with('}');
      parameters += parameter ? 1 : 0;
      route.segments.push_back(parameter ? kParameter : segment);
      return true;
    });
    ONSALE_ASSERT(well_formed && parameters <= 2 && route.segments.size() <= kDepthMax);
    by_depth_[route.segments.size()].push_back(std::move(route));
    methods_ |= Offered(spec.method);
  }
  for (std::vector<Route>& routes : by_depth_) {
    const auto literal_first = [](const Route& a, const Route& b) {
      return std::ranges::lexicographical_compare(a.segments, b.segments, {}, IsParameter,
                                                  IsParameter);
    };
    std::ranges::stable_sort(routes, literal_first);
    const auto same = [](const Route& a, const Route& b) {
      return a.method == b.method && a.segments == b.segments;
    };
    for (std::size_t i = 0; i < routes.size(); ++i) {
      for (std::size_t j = i + 1; j < routes.size(); ++j)
        ONSALE_ASSERT(!same(routes[i], routes[j]));
    }
  }
}

Match Router::Find(Method method, std::string_view path) const {
  Match match;
  std::array<std::string_view, kDepthMax> segments;
  std::size_t depth = 0;
  const bool shallow = Split(path, [&](std::string_view segment) {
    if (depth == kDepthMax) return false;
    segments[depth++] = segment;
    return true;
  });
  if (!shallow) return match;
  const Method wanted = method == Method::kHead ? Method::kGet : method;
  const Segments shown = Segments(segments).first(depth);
  const Route* first = nullptr;
  for (const Route& route : by_depth_[depth]) {
    // After the first route that matches, only routes with the same segments count: `me` is never
    // an `{id}`.
    if (first != nullptr && route.segments != first->segments) continue;
    if (!Fits(route.segments, shown, match)) continue;
    first = &route;
    match.methods |= Offered(route.method);
    if (route.method != wanted) continue;
    match.endpoint = route.endpoint;
    match.number = route.number;
  }
  return match;
}

std::string Router::Allow(std::uint32_t methods) {
  std::string allow;
  for (auto m = Method::kGet; m != Method::kOther; m = Method(static_cast<int>(m) + 1)) {
    if ((methods & BitOf(m)) == 0) continue;
    if (!allow.empty()) allow += ", ";
    allow += NameOf(m);
  }
  return allow;
}

}  // namespace onsale::http
