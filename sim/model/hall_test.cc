// Small halls whose answers are worked out by hand from docs/best-seats.md.

#include "sim/model/hall.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace onsale::sim {
namespace {

using domain::BestSeats;
using domain::ChartSeat;
using domain::SeatAccess;
using domain::SeatNumber;
using domain::Together;
using testing::ElementsAre;
using testing::IsEmpty;

using Numbers = std::vector<std::uint32_t>;

struct RowAt {
  std::vector<std::int64_t> x;
  std::int64_t y;
  std::string section = "floor";
  std::string category = "a";
  std::int64_t rank = domain::kRowRankDefault;
};

// Seats from 1, row after row.
std::vector<ChartSeat> SeatsOf(const std::vector<RowAt>& rows) {
  std::vector<ChartSeat> seats;
  std::uint32_t number = 0;
  std::uint32_t row = 0;
  for (const RowAt& one : rows) {
    ++row;
    for (const std::int64_t x : one.x) {
      seats.push_back({.chart = {1},
                       .number = {++number},
                       .section = one.section,
                       .row = std::to_string(row),
                       .label = std::to_string(number),
                       .category = one.category,
                       .x_cm = x,
                       .y_cm = one.y,
                       .rank = one.rank});
    }
  }
  return seats;
}

// A hall of which all seats but those in `taken` are free.
class Sale {
 public:
  explicit Sale(std::vector<ChartSeat> seats, const Numbers& taken = {})
      : hall_(std::move(seats)), free_(hall_.seats().size(), true) {
    for (const std::uint32_t number : taken) free_[hall_.At({number})] = false;
  }
  // Empty: nothing is chosen.
  Numbers Best(const BestSeats& wanted, bool tidy = true) const {
    return NumbersOf(hall_.Best(wanted, tidy, free_));
  }
  Numbers Nearest(const Numbers& wanted, Hall::Among among) const {
    return NumbersOf(hall_.Nearest(PlacesOf(wanted), among, free_));
  }
  std::int64_t Largest(const BestSeats& wanted = {}) const {
    return hall_.LargestTogether(wanted, free_);
  }
  Numbers Singles(const Numbers& taken, const Numbers& released = {}) const {
    Hall::Flags after = free_;
    for (const Hall::Place place : PlacesOf(released)) after[place] = true;
    for (const Hall::Place place : PlacesOf(taken)) after[place] = false;
    return NumbersOf(hall_.Singles(free_, after));
  }

 private:
  Hall::Window PlacesOf(const Numbers& numbers) const {
    Hall::Window places;
    for (const std::uint32_t number : numbers) places.push_back(hall_.At({number}));
    return places;
  }
  Numbers NumbersOf(const std::optional<Hall::Window>& window) const {
    Numbers numbers;
    if (!window) return numbers;
    for (const SeatNumber number : hall_.NumbersOf(*window)) numbers.push_back(number.value);
    return numbers;
  }

  Hall hall_;
  Hall::Flags free_;
};

const std::vector<std::int64_t> kFive = {-100, -50, 0, 50, 100};

TEST(HallTest, TheMiddleOfTheFirstRowIsBest) {
  const Sale sale(SeatsOf({{kFive, 100}, {kFive, 200}}));
  EXPECT_THAT(sale.Best({.count = 3}, false), ElementsAre(2, 3, 4));
}

TEST(HallTest, OfEqualWindowsTheOneWithTheSmallestNumberIsChosen) {
  const Sale sale(SeatsOf({{{-150, -50, 50, 150}, 100}}));
  EXPECT_THAT(sale.Best({.count = 1}, false), ElementsAre(2));
}

TEST(HallTest, SeatsBehindTheStageCostTheirDepthThreeTimes) {
  const Sale sale(SeatsOf({{{0}, -100}, {{0}, 290}, {{0}, 301}}));
  EXPECT_THAT(sale.Best({.count = 1}), ElementsAre(2));
  const Sale other(SeatsOf({{{0}, -100}, {{0}, 301}}));
  EXPECT_THAT(other.Best({.count = 1}), ElementsAre(1));
}

TEST(HallTest, ASmallerRankComesBeforeANearerRow) {
  const Sale sale(SeatsOf({{kFive, 100}, {.x = kFive, .y = 900, .rank = 99}}));
  EXPECT_THAT(sale.Best({.count = 5}), ElementsAre(6, 7, 8, 9, 10));
}

TEST(HallTest, ASingleSeatIsAvoidedIfTheCategoryHasAnotherChoice) {
  // Three of five in the middle would leave one on each side.
  const Sale sale(SeatsOf({{kFive, 100}}));
  EXPECT_THAT(sale.Best({.count = 3}), ElementsAre(1, 2, 3));
  // Four leave one wherever they are; the second row has only the clean choice of all its four.
  const Sale two(SeatsOf({{kFive, 100}, {{-75, -25, 25, 75}, 200}}));
  EXPECT_THAT(two.Best({.count = 4}), ElementsAre(6, 7, 8, 9));
  EXPECT_THAT(two.Best({.count = 4}, false), ElementsAre(1, 2, 3, 4));
}

TEST(HallTest, ACleanChoiceOfAnotherCategoryDoesNotCount) {
  const Sale sale(SeatsOf({{kFive, 100}, {{-75, -25, 25, 75}, 200, "side", "b"}}));
  EXPECT_THAT(sale.Best({.count = 4}), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(sale.Best({.count = 4, .category = "b"}), ElementsAre(6, 7, 8, 9));
  EXPECT_THAT(sale.Best({.count = 2, .section = "side"}, false), ElementsAre(7, 8));
  EXPECT_THAT(sale.Best({.count = 1, .category = "c"}), IsEmpty());
}

TEST(HallTest, ARowIsInOrderOfPositionWhereThatIsAShorterWay) {
  // The odd numbers are to the left of the middle, the even ones to the right.
  const std::vector<std::int64_t> odd_and_even = {-25, -75, -125, 25, 75, 125};
  const Sale sale(SeatsOf({{odd_and_even, 100}}));
  EXPECT_EQ(sale.Largest(), 6);
  EXPECT_THAT(sale.Best({.count = 2}), ElementsAre(1, 4));
  EXPECT_THAT(sale.Singles({2, 4}), ElementsAre(1, 3));
}

TEST(HallTest, SeatsOneAndAHalfSpacingsApartAreNeighboursAndNoFurther) {
  EXPECT_THAT(Sale(SeatsOf({{{0, 50, 125}, 100}})).Best({.count = 3}), ElementsAre(1, 2, 3));
  const Sale parted(SeatsOf({{{0, 50, 126}, 100}}));
  EXPECT_THAT(parted.Best({.count = 3}), IsEmpty());
  EXPECT_EQ(parted.Largest(), 2);
}

TEST(HallTest, TheSpacingIsThatOfTheSection) {
  const std::vector<RowAt> rows = {{{0, 50}, 100}, {{0, 80}, 200}, {{0, 80}, 300, "side"}};
  const Sale sale(SeatsOf(rows));
  EXPECT_THAT(sale.Best({.count = 2, .section = "side"}), ElementsAre(5, 6));
  EXPECT_THAT(Sale(SeatsOf(rows), {1, 5}).Best({.count = 2}), IsEmpty());
}

TEST(HallTest, AFreeSeatThatWasAloneBeforeIsNotLeftSingle) {
  const Sale sale(SeatsOf({{kFive, 100}}), {2});
  EXPECT_THAT(sale.Singles({3}), IsEmpty());  // 4 and 5 stay together, and 1 was alone
  EXPECT_THAT(sale.Singles({4}), ElementsAre(3, 5));
  EXPECT_THAT(sale.Singles({3, 4, 5}), IsEmpty());
}

TEST(HallTest, AReleasedSeatMayBeLeftSingle) {
  const Sale sale(SeatsOf({{kFive, 100}}), {1, 4, 5});
  EXPECT_THAT(sale.Singles({2, 3}, {1}), ElementsAre(1));
  EXPECT_THAT(sale.Singles({3}, {1}), IsEmpty());
}

TEST(HallTest, ABlockIsTwoPartsOneBehindTheOther) {
  const std::vector<RowAt> rows = {{{-50, 0, 50}, 100}, {{-50, 0, 50}, 200}};
  const Sale sale(SeatsOf(rows), {1});
  EXPECT_THAT(sale.Best({.count = 4}), IsEmpty());
  EXPECT_THAT(sale.Best({.count = 4, .together = Together::kBlock}), ElementsAre(2, 3, 4, 5));
  // The larger part is behind if it does not fit in front.
  EXPECT_THAT(sale.Best({.count = 5, .together = Together::kBlock}), ElementsAre(2, 3, 4, 5, 6));
  EXPECT_THAT(sale.Best({.count = 6, .together = Together::kBlock}), IsEmpty());
}

TEST(HallTest, PartsOfABlockAreAtMostThreeMetresApart) {
  EXPECT_THAT(
      Sale(SeatsOf({{{0}, 100}, {{0}, 400}})).Best({.count = 2, .together = Together::kBlock}),
      ElementsAre(1, 2));
  EXPECT_THAT(
      Sale(SeatsOf({{{0}, 100}, {{0}, 401}})).Best({.count = 2, .together = Together::kBlock}),
      IsEmpty());
  // The rows of two sections do not follow each other.
  EXPECT_THAT(Sale(SeatsOf({{{0}, 100}, {{0}, 200, "side"}}))
                  .Best({.count = 2, .together = Together::kBlock}),
              IsEmpty());
}

TEST(HallTest, AnywhereTakesTheLargestPartsFirst) {
  const Sale sale(SeatsOf({{{0}, 100}, {{-25, 25}, 200}, {{-50, 0, 50}, 300}}), {6});
  EXPECT_THAT(sale.Best({.count = 4, .together = Together::kAny}), ElementsAre(2, 3, 4, 5));
  EXPECT_THAT(sale.Best({.count = 5, .together = Together::kAny}), ElementsAre(1, 2, 3, 4, 5));
  EXPECT_THAT(sale.Best({.count = 6, .together = Together::kAny}), IsEmpty());
  EXPECT_EQ(sale.Largest(), 2);
}

// Seat 1 is a wheelchair place with its companion seat 2, and 5 one without.
std::vector<ChartSeat> WithPlaces() {
  std::vector<ChartSeat> seats = SeatsOf({{kFive, 100}, {kFive, 200}});
  seats[0].access = SeatAccess::kWheelchair;
  seats[0].pair = {2};
  seats[1].access = SeatAccess::kCompanion;
  seats[1].pair = {1};
  seats[4].access = SeatAccess::kWheelchair;
  return seats;
}

TEST(HallTest, APairIsNeverSplitAndOnlyChosenOnRequest) {
  const Sale sale(WithPlaces());
  EXPECT_THAT(sale.Best({.count = 1, .accessible = true}), ElementsAre(5));
  EXPECT_THAT(sale.Best({.count = 2, .accessible = true}), ElementsAre(1, 2));
  EXPECT_THAT(sale.Best({.count = 4, .accessible = true}), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(sale.Best({.count = 5}), ElementsAre(6, 7, 8, 9, 10));
  EXPECT_THAT(Sale(WithPlaces(), {5}).Best({.count = 1, .accessible = true}), IsEmpty());
  EXPECT_THAT(Sale(WithPlaces(), {2}).Best({.count = 2, .accessible = true}), IsEmpty());
}

TEST(HallTest, TheLargestOfAccessiblePlacesIsAPairOrOne) {
  const BestSeats accessible{.count = 9, .accessible = true};
  EXPECT_EQ(Sale(WithPlaces()).Largest(accessible), 2);
  EXPECT_EQ(Sale(WithPlaces(), {1}).Largest(accessible), 1);
  EXPECT_EQ(Sale(WithPlaces(), {1, 5}).Largest(accessible), 0);
}

TEST(HallTest, TheNearestIsInTheSameRowThenBehindThenInFront) {
  const Sale sale(SeatsOf({{kFive, 100}, {kFive, 200}, {kFive, 300}}), {7, 8, 9});
  EXPECT_THAT(sale.Nearest({8}, Hall::Among::kAll), ElementsAre(6));
  EXPECT_THAT(sale.Nearest({8, 9}, Hall::Among::kAll), ElementsAre(13, 14));
  EXPECT_THAT(sale.Nearest({3, 8}, Hall::Among::kTidy), ElementsAre(4, 5));
}

TEST(HallTest, TheNearestMayBeInAnotherSectionOfTheCategory) {
  const std::vector<RowAt> rows = {{kFive, 100}, {kFive, 200, "side", "b"}, {kFive, 900, "box"}};
  const Sale sale(SeatsOf(rows), {1, 2, 3, 4, 5});
  EXPECT_THAT(sale.Nearest({1, 2}, Hall::Among::kTidy), ElementsAre(11, 12));
  EXPECT_THAT(sale.Nearest({1, 2, 3, 4}, Hall::Among::kTidy), IsEmpty());
  EXPECT_THAT(sale.Nearest({1, 2, 3, 4}, Hall::Among::kAll), ElementsAre(11, 12, 13, 14));
}

TEST(HallTest, NothingIsNearToAWheelchairPlace) {
  EXPECT_THAT(Sale(WithPlaces(), {1}).Nearest({1}, Hall::Among::kAll), IsEmpty());
}

}  // namespace
}  // namespace onsale::sim
