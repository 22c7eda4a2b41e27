#include <gtest/gtest.h>

#include "rehearsal/venue/availability.h"
#include "rehearsal/venue/chart_columns.h"

namespace onsale::rehearsal {
namespace {

// The positions of three straight rows, and of the seat behind them.
constexpr std::string_view kStraightRows =
    R"({"seats":[5,5,5,1],"x":[-100,0,0,100],"y":[300,100,100,-499],)"
    R"("dx":[200,200,200,0],"dy":[0,0,0,0],"steps":[]})";

// A chart of three rows of five seats, 50 cm apart, row 1 in front: seats 11 to 15, 21 to 25, 31 to
// 35. Seat 99 is of a category that is not for sale.
std::string ChartJson(std::string_view positions = kStraightRows) {
  return R"({"format":1,"seats":16,"categories":[{"categoryId":"seat"},{"categoryId":"aisle"}],)"
         R"("sections":[{"section":"A","category":0,"rows":3,"seats":15,"outline":[]},)"
         R"({"section":"A","category":1,"rows":1,"seats":1}],)"
         R"("rows":{"labels":["1","2","3","9"],"seats":[5,5,5,1]},)"
         R"("numbers":[11,5,21,5,31,5,99,1],"positions":)" +
         std::string(positions) + "}";
}

constexpr std::pair<std::string_view, std::int64_t> kPrices[] = {{"seat", 5}};

class PickingTest : public testing::Test {
 protected:
  Chart chart = MakeChart(ChartJson(), kPrices).value();
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
  chart = MakeChart(ChartJson(R"({"seats":[-5,5,5,1],"x":[-100,0,0,100],"y":[300,100,100,-499],)"
                              R"("dx":[200,200,0],"dy":[0,0,0],"steps":[50,0,100,0,50,0,50,0]})"),
                    kPrices)
              .value();
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

TEST_F(PickingTest, APickIsAvailableIfAllItsSeatsAre) {
  Offer({11, 12});
  EXPECT_TRUE(AllAvailable({.seats = {11, 12}, .count = 2}, available));
  EXPECT_FALSE(AllAvailable({.seats = {11, 13}, .count = 2}, available));
}

// The example in docs/seat-maps.md, with a piece that follows no straight line.
constexpr std::string_view kColumns =
    R"({"format":1,"seats":3,"categories":[{"categoryId":"a"},{"categoryId":"b"}],
        "sections":[{"section":"Floor","category":0,"rows":1,"seats":2},
                    {"section":"Floor","category":1,"rows":1,"seats":1}],
        "rows":{"labels":["A","B"],"seats":[2,1]},"numbers":[1,2,9,1],
        "positions":{"seats":[2,-1],"x":[-50,111],"y":[300,7],"dx":[50],"dy":[-1],"steps":[]}})";

TEST(ChartColumnsTest, SeatsAreReadFromColumns) {
  const auto seats = ReadColumns(kColumns);
  ASSERT_TRUE(seats);
  ASSERT_EQ(seats->size(), 3U);
  const PlacedSeat& second = seats->at(1);
  EXPECT_EQ(second.number, 2U);
  EXPECT_EQ(second.category, "a");
  EXPECT_EQ(second.row, "\"A\"");
  EXPECT_EQ(second.x, 0);
  EXPECT_EQ(second.y, 299);
  const PlacedSeat& last = seats->back();
  EXPECT_EQ(last.number, 9U);
  EXPECT_EQ(last.category, "b");
  EXPECT_EQ(last.x, 61);
  EXPECT_EQ(last.y, 307);
}

TEST(ChartColumnsTest, ColumnsThatDoNotFitTogetherAreRefused) {
  constexpr std::pair<std::string_view, std::string_view> kChanges[] = {
      {R"("format":1)", R"("format":2)"},
      {R"("seats":3,)", R"("seats":4,)"},
      {R"("seats":3,)", R"("seats":0,)"},
      {R"("seats":3,)", R"("seats":100000000,)"},
      {R"("category":1)", R"("category":2)"},
      {R"("category":1)", R"("category":-1)"},
      {R"("rows":1,"seats":1)", R"("rows":2,"seats":1)"},
      {R"("rows":1,"seats":1)", R"("rows":0,"seats":0)"},
      {R"(["A","B"])", R"(["A"])"},
      {R"("seats":[2,1]})", R"("seats":[1,2]})"},
      {R"([1,2,9,1])", R"([1,2,9])"},
      {R"([1,2,9,1])", R"([1,2,2,1])"},
      {R"([1,2,9,1])", R"([0,2,9,1])"},
      {R"([1,2,9,1])", R"([1,2,99999999,1])"},
      {R"([1,2,9,1])", R"([1,2,9,9223372036854775807])"},
      {R"("seats":[2,-1])", R"("seats":[2,0])"},
      {R"("seats":[2,-1])", R"("seats":[2,-2])"},
      {R"("seats":[2,-1])", R"("seats":[2,-9223372036854775808])"},
      {R"("dx":[50])", R"("dx":[])"},
      {R"("dx":[50])", R"("dx":[50,1])"},
      {R"("x":[-50,111])", R"("x":[-50])"},
      {R"("x":[-50,111])", R"("x":[-50,"111"])"},
      {R"("x":[-50,111])", R"("x":[-50,9000000000])"},
  };
  for (const auto& [from, to] : kChanges) {
    std::string json(kColumns);
    json.replace(json.find(from), from.size(), to);
    EXPECT_FALSE(ReadColumns(json)) << to;
  }
  for (std::size_t size = 0; size < kColumns.size(); ++size) {
    EXPECT_FALSE(ReadColumns(kColumns.substr(0, size))) << size;
  }
}

TEST(ChartTest, AChartWithoutASeatForSaleIsRefused) {
  EXPECT_TRUE(MakeChart(ChartJson(), kPrices));
  EXPECT_FALSE(MakeChart(ChartJson(), {}));
  EXPECT_FALSE(MakeChart("{}", kPrices));
}

// The states of docs/seat-maps.md: seat 1 is HELD, seat 2 AVAILABLE, seat 9 SOLD.
constexpr std::string_view kAvailability =
    R"({"version":7340031,"chart":"1f","seatsAvailable":1,"sections":[1,0],"states":"IQ=="})";

class AvailabilityTest : public testing::Test {
 protected:
  Chart chart{.seats = {}, .numbers = {1, 2, 9}, .number_max = 9, .prices = {}};

  std::optional<Availability> Read(std::string_view json) {
    return ReadAvailability(json, chart, "1f");
  }
};

TEST_F(AvailabilityTest, TwoBitsOfEachSeatAreRead) {
  const auto read = Read(kAvailability);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->version, 7340031U);
  EXPECT_EQ(read->available.size(), 1U);
  EXPECT_TRUE(read->available.Has(2));
}

TEST_F(AvailabilityTest, FourSeatsFillAByte) {
  chart.numbers = {1, 2, 9, 10};
  chart.number_max = 10;
  const auto read = Read(kAvailability);
  EXPECT_FALSE(read) << "seat 10 is AVAILABLE, but was not counted";
  std::string json(kAvailability);
  json.replace(json.find(":1,"), 3, ":2,");
  EXPECT_TRUE(Read(json));
}

TEST_F(AvailabilityTest, AnythingElseIsRefused) {
  constexpr std::pair<std::string_view, std::string_view> kChanges[] = {
      {"7340031", "-1"},
      {"\"1f\"", "\"2f\""},
      {"\"seatsAvailable\":1", "\"a\":1"},
      {"Available\":1", "Available\":2"},
      {"IQ==", "IQ="},
      {"IQ==", "IQA="},
      {"IQ==", "IR=="},
      {"IQ==", "I!=="},
      {"IQ==", ""},
      {"IQ==", "4Q=="},
      {"\"IQ==\"", "7"},
  };
  for (const auto& [from, to] : kChanges) {
    std::string json(kAvailability);
    json.replace(json.find(from), from.size(), to);
    EXPECT_FALSE(Read(json)) << json;
  }
}

// Seat 2 is AVAILABLE; then seat 1 is, and seats 2 and 9 are SOLD.
constexpr std::string_view kChanges =
    R"({"version":7340032,"seatsAvailable":1,"changes":[0,1,0,1,2,2]})";

TEST_F(AvailabilityTest, ChangesAreApplied) {
  Availability known = Read(kAvailability).value();
  ASSERT_TRUE(ApplyChanges(kChanges, chart, known));
  EXPECT_EQ(known.version, 7340032U);
  EXPECT_TRUE(known.available.Has(1));
  EXPECT_FALSE(known.available.Has(2) || known.available.Has(9));
  EXPECT_TRUE(ApplyChanges(kChanges, chart, known)) << "an event that is known changes nothing";
}

TEST_F(AvailabilityTest, OlderChangesChangeNothing) {
  Availability known = Read(kAvailability).value();
  known.version = 8000000;
  EXPECT_TRUE(ApplyChanges(kChanges, chart, known));
  EXPECT_TRUE(known.available.Has(2));
}

TEST_F(AvailabilityTest, ChangesThatDoNotFitAreRefused) {
  for (const std::string_view changes :
       {"[0,1,0,1,2,2,0]", "[0,1,0,1,3,2]", "[3,1,0]", "[-1,1,0]", "[0,0,0]", "[0,1,4]", "[0,1]",
        "[0,9223372036854775807,0]", R"(["0",1,0])", "[0,1,0]", "7", ""}) {
    Availability known = Read(kAvailability).value();
    std::string json(kChanges);
    json.replace(json.find("[0,"), 13, changes);
    EXPECT_FALSE(ApplyChanges(json, chart, known)) << json;
  }
}

TEST(StreamEventTest, NameAndDataAreRead) {
  const StreamEvent event = ReadEvent("id: 7\nevent: seats\ndata: {}");
  EXPECT_EQ(event.name, "seats");
  EXPECT_EQ(event.data, "{}");
  EXPECT_EQ(ReadEvent(":").name, "");
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
