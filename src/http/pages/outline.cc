#include "http/pages/outline.h"

#include <algorithm>

#include "base/assert.h"

namespace onsale::http {
namespace {

// Twice the area of a triangle; above 0 if it turns from x towards y. At most 8 * 10^18.
std::int64_t Turn(PlanPoint a, PlanPoint b, PlanPoint c) {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

// One half of a hull: the points in the given order that only turn from x towards y.
template <class Points>
std::vector<PlanPoint> HalfHull(const Points& points) {
  std::vector<PlanPoint> half;
  for (const PlanPoint point : points) {
    while (half.size() > 1 && Turn(half[half.size() - 2], half.back(), point) <= 0) half.pop_back();
    half.push_back(point);
  }
  half.pop_back();  // begins the other half
  return half;
}

// Whether the point lies within 2 cm of the straight line that ends at both other points.
bool IsNear(PlanPoint point, PlanPoint from, PlanPoint to) {
  constexpr double kNear = 2;
  const auto squared = [](double x, double y) { return x * x + y * y; };
  const auto dx = static_cast<double>(to.x - from.x);
  const auto dy = static_cast<double>(to.y - from.y);
  const auto px = static_cast<double>(point.x - from.x);
  const auto py = static_cast<double>(point.y - from.y);
  const double length = squared(dx, dy);
  const double along = dx * px + dy * py;  // from 0 to `length` beside the line
  if (along <= 0) return squared(px, py) <= kNear * kNear;
  if (along >= length) return squared(px - dx, py - dy) <= kNear * kNear;
  const double turn = dx * py - dy * px;
  return turn * turn <= kNear * kNear * length;
}

// The corners, without those near the line that then replaces them.
std::vector<PlanPoint> WithoutNear(const std::vector<PlanPoint>& hull) {
  std::vector<PlanPoint> kept;
  for (std::size_t at = 0; at < hull.size();) {
    kept.push_back(hull[at]);
    std::size_t next = at + 1;
    // The corner after the last is the first.
    for (std::size_t end = at + 2; end <= hull.size(); ++end) {
      const PlanPoint to = hull[end % hull.size()];
      bool all_near = true;
      for (std::size_t i = at + 1; i < end; ++i) all_near &= IsNear(hull[i], hull[at], to);
      if (!all_near) break;
      next = end;
    }
    at = next;
  }
  return kept;
}

}  // namespace

std::vector<PlanPoint> OutlineOf(std::vector<PlanPoint> points) {
  ONSALE_ASSERT(!points.empty());
  std::ranges::sort(points);
  points.erase(std::ranges::unique(points).begin(), points.end());
  if (points.size() < 3) return points;
  std::vector<PlanPoint> hull = HalfHull(points);
  std::ranges::reverse(points);
  const std::vector<PlanPoint> back = HalfHull(points);
  hull.insert(hull.end(), back.begin(), back.end());
  return WithoutNear(hull);
}

}  // namespace onsale::http
