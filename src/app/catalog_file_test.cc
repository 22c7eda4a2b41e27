#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "app/catalog_file_testing.h"

namespace onsale::app {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

TEST_F(CatalogFileTest, SeatsAreNumberedAndLabelledRowAfterRowFromTheSectionsFirstNumber) {
  const domain::CatalogSpec spec = Small();
  std::vector<std::uint32_t> numbers;
  for (const auto& seat : spec.rows.seats) numbers.push_back(seat.number.value);
  EXPECT_THAT(numbers, ElementsAre(1, 2, 3, 101, 102, 103, 104, 105, 106));
  EXPECT_EQ(spec.rows.seats[8].label, "A-2-3");
}

TEST_F(CatalogFileTest, LabelsAndTitlesOfAllScriptsAreTakenAndComposed) {
  const std::pair<std::string, std::string> cases[] = {{"\u1112\u1161\u11AB", "한"},
                                                       {"E\u0301", "É"},
                                                       {"A\u030A", "Å"},
                                                       {"ß", "ß"},
                                                       {"ㄱ", "ㄱ"},
                                                       {"甲", "甲"},
                                                       {"い", "い"},
                                                       {"Block A", "Block A"},
                                                       {"101-A", "101-A"},
                                                       {"1.5", "1.5"},
                                                       {"ก้า", "ก้า"}};
  for (const auto& [written, kept] : cases) {
    const domain::CatalogSpec section = SpecWith("'id': 'A'", "'id': '" + written + "'");
    EXPECT_EQ(section.rows.seats.at(8).label, kept + "-2-3");
    const domain::CatalogSpec row = SpecWith("['1', '2']", "['1', '" + written + "']");
    EXPECT_EQ(row.rows.seats.at(8).label, "A-" + kept + "-3");
  }
  const std::string emoji = "\U0001F469\u200D\U0001F467 \u2764\uFE0F";
  for (const auto& [written, kept] :
       {std::pair(std::string("\u1107\u1169\u11B7"), std::string("봄")), std::pair(emoji, emoji)}) {
    const domain::CatalogSpec spec = SpecWith("'title': 'One'", "'title': '" + written + "'");
    EXPECT_EQ(spec.rows.concerts.at(0).title, kept);
  }
}

// A hyphen in names could make two seats with one label.
TEST_F(CatalogFileTest, TwoSeatsNeverHaveTheSameLabel) {
  const Contents contents =
      Read({With({{"'id': 'B'", "'id': 'A-1'"}, {"['1', '2']", "['1-1', '1-2']"}})});
  ASSERT_FALSE(contents.has_value());
  EXPECT_THAT(contents.error(),
              ElementsAre(HasSubstr("gives a seat the label A-1-1-1, which is not free"),
                          HasSubstr("gives a seat the label A-1-2-1, which is not free")));
}

TEST_F(CatalogFileTest, RowsAreCentredBehindOneAnotherInTheDirectionThatTheSectionFaces) {
  const domain::CatalogSpec spec = Small();
  const auto position = [&spec](std::size_t index) {
    const domain::ChartSeat& seat = spec.rows.seats.at(index);
    return std::pair<std::int64_t, std::int64_t>(seat.x_cm, seat.y_cm);
  };
  EXPECT_EQ(position(3), std::pair(-50L, 300L));
  EXPECT_EQ(position(8), std::pair(50L, 380L));
  // Section B faces right. The first row's only seat: its offset of 25 cm moves it along the row,
  // away from the stage. The second row is 90 cm, the default distance, further left.
  EXPECT_EQ(position(0), std::pair(-1000L, 525L));
  EXPECT_EQ(position(1), std::pair(-1090L, 475L));
}

TEST_F(CatalogFileTest, MembersThatAreLeftOutHaveTheirDefaults) {
  const domain::CatalogSpec spec = Small();
  const auto& show = spec.rows.shows.at(0);
  EXPECT_EQ(show.date, "2030-05-01") << "the day at the venue";
  EXPECT_EQ(base::FormatRfc3339(show.starts_at), "2030-04-30T15:30:00.000Z");
  EXPECT_EQ(show.sale_opens_at, base::Time());
  EXPECT_EQ(show.sale_closes_at, show.starts_at);
  const auto& concert = spec.rows.concerts.at(0);
  EXPECT_EQ(spec.rooms.at(concert.room.value - 1).slug, "main");
  EXPECT_TRUE(spec.rooms.at(0).from_settings);
  EXPECT_EQ(concert.seats_per_user_max, 4);
  EXPECT_EQ(concert.seats_per_concert_max, 0) << "no limit";
}

TEST_F(CatalogFileTest, TheOffsetOfTheVenueStays) {
  const domain::CatalogSpec spec =
      SpecWith("'venue': 'Hall'", "'venue': 'Hall', 'timeZone': 'Asia/Seoul'");
  EXPECT_EQ(spec.rows.shows.at(0).utc_offset_min, 540);
  EXPECT_EQ(spec.rows.concerts.at(0).time_zone, "Asia/Seoul");
}

TEST_F(CatalogFileTest, AWrongOffsetOfSummerTimeIsAMistake) {
  const Contents contents =
      Read({With({{"'venue'", "'timeZone': 'Europe/Berlin', 'venue'"}, {"+09:00", "+01:00"}})});
  ASSERT_FALSE(contents.has_value());
  EXPECT_THAT(contents.error(),
              ElementsAre(HasSubstr("shows[0].startsAt has the offset +01:00, but Europe/Berlin is "
                                    "at +02:00 then")));
}

TEST_F(CatalogFileTest, PricesAreSortedAndCategoriesKeepTheOrderOfTheFileAsTheirRank) {
  const domain::CatalogSpec spec = Small();
  const auto& prices = spec.rows.prices;
  ASSERT_EQ(prices.size(), 2U);
  EXPECT_EQ(prices[0].category, "blue");
  EXPECT_EQ(prices[0].amount.minor, 50'000);
  EXPECT_EQ(prices[1].category, "gold");
  EXPECT_EQ(spec.rows.categories[0].slug, "gold");
  EXPECT_EQ(spec.rows.categories[1].rank, 1);
}

TEST_F(CatalogFileTest, ACompanionsPriceIsZeroAndOthersAreLarge) {
  const domain::CatalogSpec spec =
      SpecWith("'gold': 90000, 'blue': 50000", "'gold': 1000000000000, 'blue': 0");
  EXPECT_EQ(spec.rows.prices.at(0).amount.minor, 0);
  EXPECT_EQ(spec.rows.prices.at(1).amount.minor, 1'000'000'000'000);
}

TEST_F(CatalogFileTest, ARoomTakesMissingMembersFromTheBasis) {
  CatalogBasis basis;
  basis.policy.capacity = 7;
  basis.policy.waiting_max = 9;
  const auto rooms = WithRooms("{'id': 'vip', 'capacity': 3, 'holdTime': '2m'}", basis).rooms;
  ASSERT_EQ(rooms.size(), 2U);
  EXPECT_EQ(rooms[0].policy.capacity, 7);
  EXPECT_EQ(rooms[1].policy.capacity, 3);
  EXPECT_EQ(rooms[1].policy.waiting_max, 9);
  EXPECT_EQ(rooms[1].policy.hold_time, std::chrono::minutes(2));
}

TEST_F(CatalogFileTest, ARoomsModeRateAndOpeningAreRead) {
  const auto rooms = WithRooms(
                         "{'id': 'vip', 'mode': 'draw', 'claimTime': '45s', 'entryPerMinute': 600,"
                         " 'entryBurst': 20, 'opensAt': '2030-04-01T20:00:00+09:00',"
                         " 'presale': {'group': 'fans', 'until': '2030-04-02T20:00:00+09:00'}}")
                         .rooms;
  const domain::RoomSpec& room = rooms.at(1);
  EXPECT_EQ(room.policy.mode, domain::RoomMode::kDraw);
  EXPECT_EQ(room.policy.claim_time, std::chrono::seconds(45));
  EXPECT_EQ(room.policy.entry_per_minute, 600);
  EXPECT_EQ(room.policy.entry_burst, 20);
  EXPECT_EQ(room.opens_at, base::ParseRfc3339("2030-04-01T11:00:00Z")->time);
  EXPECT_EQ(room.presale.group, "fans");
  EXPECT_EQ(room.presale.until, base::ParseRfc3339("2030-04-02T11:00:00Z")->time);
}

TEST_F(CatalogFileTest, AFileMayChangeThePolicyOfMain) {
  const auto rooms = WithRooms("{'id': 'main', 'capacity': 3}").rooms;
  ASSERT_EQ(rooms.size(), 1U);
  EXPECT_EQ(rooms[0].policy.capacity, 3);
  EXPECT_FALSE(rooms[0].from_settings);
}

TEST_F(CatalogFileTest, ALaterFileMayUseTheChartOfAnEarlierOne) {
  const std::string second = R"({"currency": "KRW", "concerts": [
    {"id": "two", "title": "Two", "artist": "B", "venue": "Hall", "shows": [
      {"id": "two-1", "startsAt": "2030-06-01T19:00:00Z", "chart": "hall",
       "prices": {"gold": 1, "blue": 1}}]}]})";
  EXPECT_TRUE(Read({std::string(kSmall), second}).has_value());
  EXPECT_FALSE(Read({second, std::string(kSmall)}).has_value());
}

TEST_F(CatalogFileTest, AnIdOfAnEarlierFileIsAMistakeThatNamesTheFile) {
  const Contents contents = Read({std::string(kSmall), std::string(kSmall)});
  ASSERT_FALSE(contents.has_value());
  EXPECT_THAT(contents.error(), ElementsAre(HasSubstr("charts[0].id is \"hall\""),
                                            HasSubstr("concerts[0].id is \"one\""),
                                            HasSubstr("/f0.json:16; rename one of them")));
}

TEST_F(CatalogFileTest, FilesWithDifferentCurrenciesAreAMistake) {
  EXPECT_THAT(MistakesWith("KRW", "krw"), ElementsAre(HasSubstr("ISO 4217")));
  const Contents contents = Read({std::string(kSmall)}, {.currency = "USD"});
  EXPECT_THAT(contents.error(), ElementsAre(HasSubstr("f0.json:2:15: currency is KRW")));
}

TEST_F(CatalogFileTest, AMistakeHasFileLineColumnPathAndAdvice) {
  EXPECT_THAT(
      MistakesWith("'title': 'One'", "'title': ''"),
      ElementsAre(AllOf(StartsWith(folder_.path()),
                        HasSubstr("f0.json:15:28: concerts[0].title is \"\"; give 1 to 200"))));
}

TEST_F(CatalogFileTest, AllMistakesOfAllFilesAreReported) {
  const Contents contents = Read({R"({"currency": 5, "concerts": {}, "extra": 1})", "[1,", "{}"});
  EXPECT_THAT(contents.error(),
              ElementsAre(HasSubstr("f0.json:1:14: currency"), HasSubstr("f0.json:1:29: concerts"),
                          HasSubstr("f0.json:1:33: the file has an unknown member \"extra\""),
                          HasSubstr("f1.json:1:4: "), HasSubstr("f2.json:1:1: currency is missing"),
                          HasSubstr("f2.json:1:1: concerts is missing")));
}

TEST_F(CatalogFileTest, AMissingFileIsReported) {
  const std::vector<std::filesystem::path> files{folder_.path() + "/none.json"};
  EXPECT_THAT(ReadCatalogFiles(files, {}).error(),
              ElementsAre(EndsWith("No such file or directory")));
}

TEST_F(CatalogFileTest, EachMistakeIsReportedOnceWithItsPath) {
  struct Slip {
    std::string from;
    std::string to;
    std::string report;  // a part of the only line reported
  };
  // Ranges and the characters of names are in docs/catalog.schema.json; that the check refuses what
  // the schema refuses is in tests/test_catalog_schema.py.
  const Slip slips[] = {
      {"'firstNumber': 1,", "'firstNumber': 106,",
       "sections[1].firstNumber is 106, but section A has the numbers 101 to 106"},
      {"'firstNumber': 1,", "'firstNumber': 99,",
       "sections[0].firstNumber is 101, but section B has the numbers 99 to 101"},
      {"'firstNumber': 101", "'firstNumber': 999995", "makes the last seat number 1000000"},
      {"'id': 'B'", "'id': 'A'", "sections[1].id is \"A\", the id of another section"},
      {"'id': 'A'", "'id': 'A-'",
       "sections[0].id is \"A-\"; give 1 to 16 letters and digits of any script"},
      {"'id': 'A'", "'id': 'A  1'", "sections[0].id is \"A  1\""},
      {"'id': 'A'", "'id': '\u3164'",
       "sections[0].id is \"?\"; give 1 to 16 letters and digits of any script, between them "
       "single spaces or - . / (U+3164 is invisible)"},
      {"'seats': 3", "'seats': 3, 'gaps': [4]",
       "rows[0].gaps[0] is 4, which is not between the row's first seat, 1, and its last, 4"},
      {"'seats': 3", "'seats': 3, 'step': 2, 'gaps': [4]",
       "rows[0].gaps[0] is 4, which is not between"},
      {"'seats': 3", "'seats': 3, 'gaps': [2, 2]",
       "rows[0].gaps[1] is 2, which is not the only such gap"},
      {"'seats': 3", "'seats': 3, 'gaps': ['2']",
       "rows[0].gaps[0] is a string; give a whole number"},
      {"'category': 'blue'", "'category': 'red'",
       "sections[1].category is \"red\", which is not a category"},
      {"{'id': 'blue'", "{'id': 'blue', 'id': 'gold'", "categories[1].id is given twice"},
      {"'color': '#0000ff'}",
       "'color': '#0000ff'}, {'id': 'gold', 'name': 'G', 'color': '#000000'}",
       "categories[2].id is \"gold\", the id of another category"},
      {"[0, 300]", "[0, 3.5]", "sections[0].origin[1] is a number with"},
      {"['1', '2']", "['1', '1']", "rows[0].labels[1] is \"1\", the label of another row"},
      {"['1', '2']", "['1', 2]", "rows[0].labels[1] is not a row label"},
      {"['1', '2']", "['1', '2\u200B']",
       "rows[0].labels[1] is \"2?\"; give 1 to 16 letters and digits of any script, between "
       "them single spaces or - . / (U+200B is invisible)"},
      {"'charts'", "'rooms': [{'id': 'vip', 'mode': 'RANDOM'}], 'charts'",
       "rooms[0].mode is \"RANDOM\"; give \"fifo\", \"draw\" or \"no-queue\""},
      {"'charts'", "'rooms': [{'id': 'vip', 'mode': ''}], 'charts'", "rooms[0].mode is \"\""},
      {"'title': 'One'", "'title': 'One', 'room': 'vip'",
       "concerts[0].room is \"vip\", which is not defined"},
      {"'title': 'One'", "'title': 'O\\u001bne'", "concerts[0].title is \"O?ne\""},
      {"'title': 'One'", "'title': 'One', 'timeZone': 'Asia/Soul'",
       "timeZone is \"Asia/Soul\", which is not a time zone"},
      {"'title': 'One'", "'title': 'One', 'timeZone': '../Seoul'",
       "give the IANA time zone of the venue"},
      {"'title': 'One'", "'title': '\u200B'",
       "concerts[0].title is \"?\"; give 1 to 200 characters that can be seen, no space at "
       "either end (U+200B is invisible)"},
      {"'title': 'One'", "'title': '\u3164'", "U+3164 is invisible"},
      {"'title': 'One'", "'title': 'One\u3000'", "no space at either end"},
      {"00:30:00+09:00", "00:30:00", "startsAt is \"2030-05-01T00:30:00\""},
      {"'chart': 'hall'", "'saleOpensAt': '2030-06-01T00:00:00Z', 'chart': 'hall'",
       "saleOpensAt is not before the sale closes (2030-04-30T15:30:00.000Z)"},
      {"'chart': 'hall'", "'chart': 'hell'", "shows[0].chart is \"hell\", which is not defined"},
      {"'gold': 90000, ", "", "prices has no price for category \"gold\""},
      {"'gold': 90000", "'gold': 90000, 'red': 1",
       "prices has a price for a category that the chart lacks"},
      {"'KRW'", "'KRV'", "is \"KRV\"; give an ISO 4217 code"},
      {"'gold': 90000", "'gold': 9e4", "prices.gold is a number with"},
      {"'startsAt'", "'saleOpenAt': 1, 'startsAt'",
       "concerts[0].shows[0] has an unknown member \"saleOpenAt\"; known are id, startsAt"}};
  for (const Slip& slip : slips) {
    EXPECT_THAT(MistakesWith(slip.from, slip.to), ElementsAre(HasSubstr(slip.report))) << slip.to;
  }
}

TEST_F(CatalogFileTest, SeatsAtTheSamePointAreReportedOncePerRow) {
  EXPECT_THAT(
      MistakesWith("'origin': [-1000, 500], 'facing': 90,",
                   "'origin': [25, 300], 'rowSpacing': 80,"),
      ElementsAre(HasSubstr("rows[0].labels[0] puts seat B-1-1 at the position of seat A-1-3"),
                  HasSubstr("rows[1].labels[0] puts seat B-2-1 at the position of seat A-2-2")));
}

TEST_F(CatalogFileTest, AChartHasAtMostAHundredThousandSeats) {
  const auto mistakes = [this](int rows, int seats) {
    std::string labels = "'0'";
    for (int i = 1; i < rows; ++i) labels += ", '" + std::to_string(i) + "'";
    return MistakesWith("['1', '2'], 'seats': 3",
                        "[" + labels + "], 'seats': " + std::to_string(seats));
  };
  EXPECT_THAT(mistakes(200, 499), ElementsAre());
  EXPECT_THAT(mistakes(201, 500),
              ElementsAre(HasSubstr("charts[0].sections hold more than 100000 seats")));
}

TEST_F(CatalogFileTest, AllShowsHaveAtMostFiveMillionSeats) {
  std::string labels = "'0'";
  for (int i = 1; i < 289; ++i) labels += ", '" + std::to_string(i) + "'";
  const std::string chart = "[" + labels + "], 'seats': 173";  // 49,997 seats, beside the other 3
  const auto mistakes = [&](int shows) {
    std::string all = "'shows': [";
    for (int i = 1; i < shows; ++i) {
      all += "{'id': 'more-" + std::to_string(i) +
             "', 'startsAt': '2030-05-01T00:30:00+09:00', 'chart': 'hall', "
             "'prices': {'gold': 1, 'blue': 1}}, ";
    }
    const auto contents = Read({With({{"['1', '2'], 'seats': 3", chart}, {"'shows': [", all}})});
    return contents ? std::vector<std::string>{} : contents.error();
  };
  EXPECT_THAT(mistakes(100), ElementsAre());
  EXPECT_THAT(mistakes(101), ElementsAre(HasSubstr("makes more than 5000000 seats in all shows")));
}

TEST_F(CatalogFileTest, ATitleHasAtMost200Characters) {
  const auto mistakes = [this](std::size_t characters) {
    return MistakesWith("'title': 'One'", "'title': '" + std::string(characters, 'x') + "'");
  };
  EXPECT_THAT(mistakes(200), ElementsAre());
  EXPECT_THAT(mistakes(201), ElementsAre(HasSubstr("give 1 to 200 characters")));
}

TEST_F(CatalogFileTest, TheSummaryCountsShowsAndSeats) {
  EXPECT_EQ(Summarize(Small()),
            "  one: One, 1 show, 9 seats, room main\n"
            "1 concert, 1 show, 9 seats, prices 50,000 to 90,000 KRW\n");
}

// --- Sales that open later than their room ---

}  // namespace
}  // namespace onsale::app
