// The outline of seats on a plan.
#pragma once

#include <cstdint>
#include <vector>

namespace onsale::http {

// A point on a plan, in centimetres. Requires: both are within +-10^9.
struct PlanPoint {
  std::int64_t x = 0;
  std::int64_t y = 0;
  auto operator<=>(const PlanPoint&) const = default;
};

// The corners of the convex hull of the points, without those that lie within 2 cm of the straight
// line between corners that remain. Begins with the smallest x, then the smallest y, and turns from
// x towards y. Requires: at least one point.
std::vector<PlanPoint> OutlineOf(std::vector<PlanPoint> points);

}  // namespace onsale::http
