#include "domain/row_order.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace onsale::domain {
namespace {

using testing::ElementsAre;

// Regression: a row of odd numbers to the left and even ones to the right counted as two.
TEST(RowOrderTest, OddAndEvenNumbersOnBothSidesAreOneLine) {
  EXPECT_THAT(RowOrder(std::vector<SeatPoint>{{-25}, {-75}, {-125}, {25}, {75}, {125}}),
              ElementsAre(2, 1, 0, 3, 4, 5));
  EXPECT_THAT(RowOrder(std::vector<SeatPoint>{{0, 0}, {0, 50}, {0, -50}, {0, 100}}),
              ElementsAre(2, 0, 1, 3));
}

TEST(RowOrderTest, ARowBeginsAtItsEndWithTheSmallerNumber) {
  EXPECT_THAT(RowOrder(std::vector<SeatPoint>{{150}, {50}, {100}, {0}}), ElementsAre(0, 2, 1, 3));
}

TEST(RowOrderTest, OrderOfNumberStaysWhereItIsAsShortAWay) {
  // Around three sides of a stage: both ends are on the same side.
  EXPECT_THAT(
      RowOrder(std::vector<SeatPoint>{{0, 100}, {0, 50}, {0, 0}, {40, 0}, {40, 50}, {40, 100}}),
      ElementsAre(0, 1, 2, 3, 4, 5));
  EXPECT_THAT(RowOrder(std::vector<SeatPoint>{{7, 7}, {7, 7}, {7, 7}}), ElementsAre(0, 1, 2));
  EXPECT_THAT(RowOrder(std::vector<SeatPoint>{{50}, {0}}), ElementsAre(0, 1));
}

TEST(RowOrderTest, TheFarthestPositionsFitIntoTheArithmetic) {
  constexpr std::int64_t kFar = 100'000'000;
  EXPECT_THAT(RowOrder(std::vector<SeatPoint>{{-kFar, -kFar}, {kFar, kFar}, {0, 0}}),
              ElementsAre(0, 2, 1));
  EXPECT_EQ(DistanceOf({-kFar, -kFar}, {kFar, kFar}), 282'842'712);
}

}  // namespace
}  // namespace onsale::domain
