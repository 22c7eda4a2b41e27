// Rows as they are in halls: first numbers, directions, steps, gaps, aisles.
#include <gmock/gmock.h>

#include <cstdint>
#include <map>
#include <set>

#include "app/catalog_file_testing.h"

namespace onsale::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

// The seats of the first row of section A, by label, with their number and position.
std::map<std::string, std::pair<std::uint32_t, std::int64_t>> FirstRow(
    const domain::CatalogSpec& spec) {
  std::map<std::string, std::pair<std::uint32_t, std::int64_t>> out;
  for (const auto& seat : spec.rows.seats) {
    if (seat.section == "A" && seat.row == "1") out[seat.label] = {seat.number.value, seat.x_cm};
  }
  return out;
}

TEST_F(CatalogFileTest, ARowStartsAtItsFirstSeat) {
  const Contents contents = ReadWith("\"seats\": 3", "\"seats\": 3, \"firstSeat\": 21");
  ASSERT_TRUE(contents.has_value()) << contents.error().front();
  EXPECT_THAT(FirstRow(*contents),
              ElementsAre(Pair("A-1-21", Pair(101, -50)), Pair("A-1-22", Pair(102, 0)),
                          Pair("A-1-23", Pair(103, 50))));
}

TEST_F(CatalogFileTest, ARowRunsFromRightToLeftByTwos) {
  const Contents contents =
      ReadWith("\"seats\": 3", "\"seats\": 3, \"step\": 2, \"direction\": \"right-to-left\"");
  ASSERT_TRUE(contents.has_value()) << contents.error().front();
  EXPECT_THAT(FirstRow(*contents),
              ElementsAre(Pair("A-1-1", Pair(101, 50)), Pair("A-1-3", Pair(102, 0)),
                          Pair("A-1-5", Pair(103, -50))));
}

TEST_F(CatalogFileTest, AGapHasNoSeatAndLeavesItsPlaceEmpty) {
  const Contents contents = ReadWith("\"seats\": 3", "\"seats\": 3, \"gaps\": [2, 3]");
  ASSERT_TRUE(contents.has_value()) << contents.error().front();
  EXPECT_THAT(FirstRow(*contents),
              ElementsAre(Pair("A-1-1", Pair(101, -100)), Pair("A-1-4", Pair(102, 50)),
                          Pair("A-1-5", Pair(103, 100))));
}

// The seats of row 1 of section A from left to right, by the number on the ticket.
std::string AcrossRow(const domain::CatalogSpec& spec) {
  std::map<std::int64_t, std::string> across;
  std::set<std::int64_t> depths;
  for (const auto& seat : spec.rows.seats) {
    if (seat.section != "A" || seat.row != "1") continue;
    across[seat.x_cm] = seat.label.substr(seat.label.rfind('-') + 1);
    depths.insert(seat.y_cm);
  }
  EXPECT_THAT(depths, ElementsAre(300));
  std::string out;
  for (const auto& [x, number] : across) out += std::to_string(x) + ":" + number + " ";
  return out;
}

constexpr std::string_view kRowsOfA = R"([{"labels": ["1", "2"], "seats": 3}])";

// Regression: the part behind an aisle had to be another section, which changes what is printed.
TEST_F(CatalogFileTest, ARowContinuesBehindAnAisleWithRunningNumbers) {
  const Contents contents =
      ReadWith(kRowsOfA, R"([{"labels": ["1", "2"], "seats": 3, "offset": -150},
          {"labels": ["1", "2"], "seats": 3, "offset": 150, "continues": true},
          {"labels": ["3"], "seats": 2}])");
  ASSERT_TRUE(contents.has_value()) << contents.error().front();
  EXPECT_EQ(AcrossRow(*contents), "-200:1 -150:2 -100:3 100:4 150:5 200:6 ");
  EXPECT_EQ(contents->rows.seats.back().label, "A-3-2");
  EXPECT_EQ(contents->rows.seats.back().y_cm, 300 + 2 * 80) << "the row behind the second";
}

TEST_F(CatalogFileTest, ARowHasOddNumbersOnTheLeftAndEvenOnesOnTheRight) {
  const Contents contents = ReadWith(kRowsOfA,
                                     R"([{"labels": ["1"], "seats": 3, "offset": -150, "step": 2,
           "direction": "right-to-left"},
          {"labels": ["1"], "seats": 3, "offset": 150, "step": 2, "firstSeat": 2,
           "continues": true}])");
  ASSERT_TRUE(contents.has_value()) << contents.error().front();
  EXPECT_EQ(AcrossRow(*contents), "-200:5 -150:3 -100:1 100:2 150:4 200:6 ");
}

TEST_F(CatalogFileTest, OnlyARowOfAnEarlierEntryIsContinued) {
  EXPECT_THAT(MistakesWith(kRowsOfA, R"([{"labels": ["1"], "seats": 3, "continues": true}])"),
              ElementsAre(HasSubstr("labels[0] is \"1\", which is not a row of an earlier entry")));
  EXPECT_THAT(MistakesWith(kRowsOfA, R"([{"labels": ["1"], "seats": 3},
                  {"labels": ["2"], "seats": 2},
                  {"labels": ["1", "2"], "seats": 1, "offset": 500, "continues": true}])"),
              ElementsAre(HasSubstr("labels[1] continues at 3, which is not 4")));
  EXPECT_THAT(MistakesWith(kRowsOfA, R"([{"labels": ["1"], "seats": 3},
                  {"labels": ["1"], "seats": 3, "offset": 500, "firstSeat": 3,
                   "continues": true}])"),
              ElementsAre(HasSubstr("gives a seat the label A-1-3, which is not free")));
}

}  // namespace
}  // namespace onsale::app
