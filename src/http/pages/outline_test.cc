#include "http/pages/outline.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

namespace onsale::http {
namespace {

using Points = std::vector<PlanPoint>;

TEST(OutlineTest, ARectangleHasFourCornersAndARowTwo) {
  Points hall;
  for (int row = 0; row < 5; ++row) {
    for (int seat = 0; seat < 8; ++seat) hall.push_back({seat * 50, row * 90});
  }
  EXPECT_EQ(OutlineOf(hall), (Points{{0, 0}, {350, 0}, {350, 360}, {0, 360}}));
  EXPECT_EQ(OutlineOf({{0, 0}, {50, 0}, {100, 0}}), (Points{{0, 0}, {100, 0}}));
  EXPECT_EQ(OutlineOf({{7, 8}, {7, 8}}), (Points{{7, 8}}));
  EXPECT_EQ(OutlineOf({{0, 0}, {3, 9}}), (Points{{0, 0}, {3, 9}}));
}

// Regression: a far corner near the line through two near ones must stay.
TEST(OutlineTest, TheEndOfANearlyStraightRowStays) {
  EXPECT_EQ(OutlineOf({{0, 0}, {500, 1}, {1000, 1}}), (Points{{0, 0}, {1000, 1}}));
  EXPECT_EQ(OutlineOf({{0, 0}, {1, 1000}, {1, 500}}), (Points{{0, 0}, {1, 1000}}));
}

double DistanceTo(PlanPoint point, PlanPoint from, PlanPoint to) {
  const auto [dx, dy] = std::pair(to.x - from.x, to.y - from.y);
  const auto length = static_cast<double>(dx * dx + dy * dy);
  const auto dot = static_cast<double>((point.x - from.x) * dx + (point.y - from.y) * dy);
  const double at = length == 0 ? 0 : std::clamp(dot / length, 0.0, 1.0);
  return std::hypot(static_cast<double>(point.x - from.x) - at * static_cast<double>(dx),
                    static_cast<double>(point.y - from.y) - at * static_cast<double>(dy));
}

TEST(OutlineTest, EveryPointLiesInsideOrWithinTwoCentimetres) {
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    const int size = 1 + round % 40;
    const double turn = round * 0.1;
    Points points;
    for (int i = 0; i < size; ++i) {
      const double angle = 2 * std::numbers::pi * i / size;
      const double along = round % 2 == 0 ? 900 * std::cos(angle) : static_cast<double>(i) * 50;
      const double across =
          round % 2 == 0 ? 300 * std::sin(angle) : static_cast<double>(random() % 9);
      points.push_back({std::lround(along * std::cos(turn) - across * std::sin(turn)),
                        std::lround(along * std::sin(turn) + across * std::cos(turn))});
    }
    const Points outline = OutlineOf(points);
    EXPECT_EQ(outline.front(), *std::ranges::min_element(points));
    for (const PlanPoint point : points) {
      double nearest = DistanceTo(point, outline.front(), outline.back());
      bool inside = outline.size() > 2;
      for (std::size_t i = 0; i < outline.size(); ++i) {
        const PlanPoint a = outline[i];
        const PlanPoint b = outline[(i + 1) % outline.size()];
        nearest = std::min(nearest, DistanceTo(point, a, b));
        inside &= (b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x) >= 0;
      }
      EXPECT_TRUE(inside || nearest <= 2.0) << round << ": " << point.x << ' ' << point.y;
    }
  }
}

}  // namespace
}  // namespace onsale::http
