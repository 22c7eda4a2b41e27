#include <gtest/gtest.h>

#include "rehearsal/venue/chart.h"
#include "rehearsal/venue/seat_list.h"

namespace onsale::rehearsal {
namespace {

// A chart of three rows of five seats, 50 cm apart, row 1 in front: seats 11 to 15, 21 to 25, 31 to
// 35.
std::string ChartJson() {
  std::string seats;
  for (int row = 1; row <= 3; ++row) {
    for (int place = 1; place <= 5; ++place) {
      seats += (seats.empty() ? "" : ",") + std::string(R"({"number":)") +
               std::to_string(row * 10 + place) + R"(,"label":"A","section":"A","row":")" +
               std::to_string(row) + R"(","categoryId":"seat","xCm":)" +
               std::to_string((place - 3) * 50) + R"(,"yCm":)" + std::to_string(200 + row * 100) +
               "}";
    }
  }
  return R"({"categories":[{"categoryId":"seat","price":5},{"categoryId":"aisle","price":null}],)"
         R"("seats":[)" +
         seats + R"(,{"number":99,"section":"A","row":"9","categoryId":"aisle","xCm":0,"yCm":1}]})";
}

class PickingTest : public testing::Test {
 protected:
  Chart chart = ReadChart(ChartJson()).value();
  SeatSet available{99};

  void Offer(std::initializer_list<std::uint32_t> seats) {
    for (const std::uint32_t seat : seats) available.Add(seat);
  }
  std::vector<std::uint32_t> Together(Wish wish) {
    const Pick pick = PickTogether(chart, available, wish);
    return {pick.seats.begin(), pick.seats.begin() + pick.count};
  }
};

using Seats = std::vector<std::uint32_t>;

TEST_F(PickingTest, TheMiddleOfTheFrontRowComesFirst) {
  Offer({11, 12, 13, 14, 15, 23, 33});
  EXPECT_EQ(Together({.count = 1}), Seats{13});
}

TEST_F(PickingTest, SeatsTogetherAreAdjacent) {
  Offer({11, 13, 21, 22, 25});
  EXPECT_EQ(Together({.count = 2}), (Seats{21, 22}));
}

TEST_F(PickingTest, RowsAreNotAdjacent) {
  Offer({15, 21});
  EXPECT_EQ(Together({.count = 2}), Seats{});
}

// Regression: the empty place of a gap or an aisle did not count.
TEST_F(PickingTest, SeatsWithAnEmptyPlaceBetweenThemAreNotAdjacent) {
  std::string json = ChartJson();
  for (const int seat : {13, 14, 15}) {
    const std::size_t at = json.find("\"xCm\":", json.find("\"number\":" + std::to_string(seat)));
    const std::size_t end = json.find(',', at);
    json.replace(at, end - at, "\"xCm\":" + std::to_string((seat - 12) * 50));
  }
  chart = ReadChart(json).value();
  Offer({12, 13, 32, 33});
  EXPECT_EQ(Together({.count = 2}), (Seats{32, 33}));
}

TEST_F(PickingTest, TheChartHasThePricesOfItsSeats) {
  Pick pick{.count = 2};
  pick.seats = {11, 35};
  EXPECT_EQ(chart.PriceOf(pick), 10);
}

TEST_F(PickingTest, FourTogetherAreFoundFromAnyOfTheirSeats) {
  Offer({32, 33, 34, 35});
  EXPECT_EQ(Together({.count = 4}), (Seats{32, 33, 34, 35}));
}

TEST_F(PickingTest, TheSearchWrapsRoundToTheBestSeats) {
  Offer({12, 13, 35});
  EXPECT_EQ(Together({.count = 2, .skip = 2}), (Seats{12, 13}));
}

TEST_F(PickingTest, TheSearchSkipsSomeOfTheBestSeats) {
  Offer({13, 23, 33});
  EXPECT_EQ(Together({.count = 1, .skip = 1}), Seats{23});
}

TEST_F(PickingTest, SeatsNotOfTheShowAreIgnored) {
  Offer({99});
  EXPECT_EQ(Together({.count = 1}), Seats{});
}

TEST_F(PickingTest, PickApartTakesAnySeats) {
  Offer({15, 31});
  const Pick pick = PickApart(chart, available, {.count = 3});
  EXPECT_EQ(pick.count, 2U);
}

TEST(ChartTest, AnInvalidChartIsRefused) {
  for (const std::string_view json :
       {"", "{}", "[]", R"({"seats":[]})", R"({"categories":[],"seats":[{"number":0}]})",
        R"({"categories":[],"seats":[{"number":4294967296,"xCm":0,"yCm":0}]})"}) {
    EXPECT_FALSE(ReadChart(json)) << json;
  }
}

constexpr std::string_view kSeats =
    R"({"showId":"s","seatsAvailable":3,"currency":"KRW","seats":[
       {"number":7,"label":"number","categoryId":"c","price":5},
       {"number": 80,"label":"\"number\":9"},
       {"number":12345,"label":"x","categoryId":"c","price":5}]})";

TEST(SeatListTest, PiecesOfAnySizeGiveTheSameList) {
  for (std::size_t size = 1; size <= kSeats.size(); ++size) {
    SeatList list(20'000);
    for (std::size_t at = 0; at < kSeats.size(); at += size) list.Feed(kSeats.substr(at, size));
    EXPECT_TRUE(list.whole()) << size;
    EXPECT_EQ(list.seats().size(), 3U) << size;
    EXPECT_TRUE(list.seats().Has(7) && list.seats().Has(80) && list.seats().Has(12345)) << size;
  }
}

TEST(SeatListTest, AnUnknownSeatMakesTheListInvalid) {
  SeatList list(12'000);
  list.Feed(kSeats);
  EXPECT_FALSE(list.whole());
}

TEST(SeatListTest, ASeatListedTwiceMakesTheListInvalid) {
  SeatList list(100);
  list.Feed(R"({"seats":[{"number":7},{"number":7}]})");
  EXPECT_FALSE(list.whole());
}

TEST(SeatListTest, ATruncatedAnswerMakesTheListInvalid) {
  SeatList list(20'000);
  list.Feed(kSeats.substr(0, kSeats.size() - 1));
  EXPECT_FALSE(list.whole());
}

TEST(SeatListTest, InvalidNumbersMakeTheListInvalid) {
  for (const std::string_view json : {R"({"number":})", R"({"number":"7"})", R"({"number":-7})",
                                      R"({"number":77777777777777})"}) {
    SeatList list(100);
    list.Feed(json);
    EXPECT_FALSE(list.whole()) << json;
  }
}

TEST(SeatSetTest, NumbersAboveTheLargestAreRefused) {
  SeatSet set(50);
  EXPECT_TRUE(set.Add(50));
  EXPECT_FALSE(set.Add(51));
  EXPECT_FALSE(set.Add(64));
  EXPECT_EQ(set.size(), 1U);
}

}  // namespace
}  // namespace onsale::rehearsal
