#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "app/catalog_file_testing.h"
#include "app/catalog_reader.h"
#include "app/json_document.h"
#include "base/temp_directory_testing.h"
#include "domain/policy_fields.h"

namespace onsale::app {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Pair;
using testing::StartsWith;

TEST_F(CatalogFileTest, SeatsAreNumberedRowAfterRowFromTheSectionsFirstNumber) {
  const Contents contents = Read({std::string(kSmall)});
  ASSERT_TRUE(contents.has_value()) << contents.error().front();
  std::vector<std::uint32_t> numbers;
  for (const auto& seat : contents->rows.seats) numbers.push_back(seat.number.value);
  EXPECT_THAT(numbers, ElementsAre(1, 2, 3, 101, 102, 103, 104, 105, 106));
}

TEST_F(CatalogFileTest, ALabelIsSectionRowAndSeat) {
  const Contents contents = Read({std::string(kSmall)});
  EXPECT_EQ(contents->rows.seats[8].label, "A-2-3");
}

TEST_F(CatalogFileTest, LabelsOfAllScriptsAreTakenAndComposed) {
  const std::pair<const char*, const char*> cases[] = {{"\u1112\u1161\u11AB", "한"},
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
    const std::string word(written);
    const Contents section = ReadWith("\"id\": \"A\"", "\"id\": \"" + word + "\"");
    ASSERT_TRUE(section.has_value()) << section.error().front();
    EXPECT_EQ(section->rows.seats[8].label, std::string(kept) + "-2-3");
    const Contents row = ReadWith("[\"1\", \"2\"]", "[\"1\", \"" + word + "\"]");
    ASSERT_TRUE(row.has_value()) << row.error().front();
    EXPECT_EQ(row->rows.seats[8].label, std::string("A-") + kept + "-3");
  }
}

TEST_F(CatalogFileTest, ADecomposedTitleIsComposed) {
  const Contents contents = ReadWith("\"title\": \"One\"", "\"title\": \"\u1107\u1169\u11B7\"");
  ASSERT_TRUE(contents.has_value()) << contents.error().front();
  EXPECT_EQ(contents->rows.concerts[0].title, "봄");
}

TEST_F(CatalogFileTest, AnEmojiOfSeveralCharactersIsATitle) {
  const std::string emoji = "\U0001F469\u200D\U0001F467 \u2764\uFE0F";
  const Contents contents = ReadWith("\"title\": \"One\"", "\"title\": \"" + emoji + "\"");
  ASSERT_TRUE(contents.has_value()) << contents.error().front();
  EXPECT_EQ(contents->rows.concerts[0].title, emoji);
}

// A hyphen in names could make two seats with one label.
TEST_F(CatalogFileTest, TwoSeatsNeverHaveTheSameLabel) {
  std::string text(kSmall);
  const auto replace = [&text](std::string_view from, std::string_view to) {
    text.replace(text.find(from), from.size(), to);
  };
  replace("\"id\": \"B\"", "\"id\": \"A-1\"");
  replace("[\"1\", \"2\"]", "[\"1-1\", \"1-2\"]");
  const Contents contents = Read({text});
  ASSERT_FALSE(contents.has_value());
  EXPECT_THAT(contents.error(),
              ElementsAre(HasSubstr("gives a seat the label A-1-1-1, which is not free"),
                          HasSubstr("gives a seat the label A-1-2-1, which is not free")));
}

TEST_F(CatalogFileTest, RowsAreCentredBehindOneAnother) {
  const Contents contents = Read({std::string(kSmall)});
  const auto& seats = contents->rows.seats;
  EXPECT_EQ(std::pair(seats[3].x_cm, seats[3].y_cm), std::pair(-50L, 300L));
  EXPECT_EQ(std::pair(seats[8].x_cm, seats[8].y_cm), std::pair(50L, 380L));
}

TEST_F(CatalogFileTest, RowsOfASectionThatFacesRightContinueToTheLeft) {
  const Contents contents = Read({std::string(kSmall)});
  const auto& seats = contents->rows.seats;
  // The position of the first row's only seat: its offset of 25 cm moves it along the row, away
  // from the stage.
  EXPECT_EQ(std::pair(seats[0].x_cm, seats[0].y_cm), std::pair(-1000L, 525L));
  // The second row is 90 cm, the default distance, further left.
  EXPECT_EQ(std::pair(seats[1].x_cm, seats[1].y_cm), std::pair(-1090L, 475L));
}

TEST_F(CatalogFileTest, TheDateIsTheDayAtTheVenue) {
  const Contents contents = Read({std::string(kSmall)});
  EXPECT_EQ(contents->rows.shows[0].date, "2030-05-01");
  EXPECT_EQ(base::FormatRfc3339(contents->rows.shows[0].starts_at), "2030-04-30T15:30:00.000Z");
}

TEST_F(CatalogFileTest, TheOffsetOfTheVenueStays) {
  const Contents contents =
      ReadWith("\"venue\": \"Hall\"", "\"venue\": \"Hall\", \"timeZone\": \"Asia/Seoul\"");
  ASSERT_TRUE(contents.has_value()) << contents.error().front();
  EXPECT_EQ(contents->rows.shows[0].utc_offset_min, 540);
  EXPECT_EQ(contents->rows.concerts[0].time_zone, "Asia/Seoul");
}

TEST_F(CatalogFileTest, AWrongOffsetOfSummerTimeIsAMistake) {
  std::string text(kSmall);
  text.replace(text.find("\"venue\""), 0, "\"timeZone\": \"Europe/Berlin\", ");
  text.replace(text.find("+09:00"), 6, "+01:00");
  const Contents contents = Read({text});
  ASSERT_FALSE(contents.has_value());
  EXPECT_THAT(contents.error(),
              ElementsAre(HasSubstr("shows[0].startsAt has the offset +01:00, but Europe/Berlin is "
                                    "at +02:00 then")));
}

TEST_F(CatalogFileTest, ByDefaultASaleIsOpenFromTheEpochUntilTheShowStarts) {
  const Contents contents = Read({std::string(kSmall)});
  const auto& show = contents->rows.shows[0];
  EXPECT_EQ(show.sale_opens_at, base::Time());
  EXPECT_EQ(show.sale_closes_at, show.starts_at);
}

TEST_F(CatalogFileTest, ByDefaultAConcertUsesRoomMainAndAllowsFourSeats) {
  const Contents contents = Read({std::string(kSmall)});
  const auto& concert = contents->rows.concerts[0];
  EXPECT_EQ(contents->rooms.at(concert.room.value - 1).slug, "main");
  EXPECT_EQ(concert.seats_per_user_max, 4);
}

TEST_F(CatalogFileTest, PricesAreSortedByShowAndCategory) {
  const Contents contents = Read({std::string(kSmall)});
  const auto& prices = contents->rows.prices;
  ASSERT_EQ(prices.size(), 2U);
  EXPECT_EQ(prices[0].category, "blue");
  EXPECT_EQ(prices[0].amount.minor, 50'000);
  EXPECT_EQ(prices[1].category, "gold");
}

TEST_F(CatalogFileTest, ACompanionsPriceIsZeroAndOthersAreLarge) {
  const Contents contents =
      ReadWith("\"gold\": 90000, \"blue\": 50000", "\"gold\": 1000000000000, \"blue\": 0");
  ASSERT_TRUE(contents.has_value()) << contents.error().front();
  EXPECT_EQ(contents->rows.prices[0].amount.minor, 0);
  EXPECT_EQ(contents->rows.prices[1].amount.minor, 1'000'000'000'000);
}

TEST_F(CatalogFileTest, CategoriesKeepTheOrderOfTheFileAsTheirRank) {
  const Contents contents = Read({std::string(kSmall)});
  EXPECT_EQ(contents->rows.categories[0].slug, "gold");
  EXPECT_EQ(contents->rows.categories[1].rank, 1);
}

TEST_F(CatalogFileTest, ARoomTakesMissingMembersFromTheBasis) {
  CatalogBasis basis;
  basis.policy.capacity = 7;
  basis.policy.waiting_max = 9;
  std::string text(kSmall);
  text.insert(text.find("\"charts\""),
              R"("rooms": [{"id": "vip", "capacity": 3, "holdTime": "2m"}], )");
  const Contents contents = Read({text}, basis);
  ASSERT_TRUE(contents.has_value());
  ASSERT_EQ(contents->rooms.size(), 2U);
  EXPECT_EQ(contents->rooms[0].policy.capacity, 7);
  EXPECT_EQ(contents->rooms[1].policy.capacity, 3);
  EXPECT_EQ(contents->rooms[1].policy.waiting_max, 9);
  EXPECT_EQ(contents->rooms[1].policy.hold_time, std::chrono::minutes(2));
}

TEST_F(CatalogFileTest, ARoomsModeRateAndOpeningAreRead) {
  std::string text(kSmall);
  text.insert(text.find("\"charts\""),
              R"("rooms": [{"id": "vip", "mode": "DRAW", "claimTime": "45s", "entryPerMinute": 600,
                 "entryBurst": 20, "opensAt": "2030-04-01T20:00:00+09:00"}], )");
  const Contents contents = Read({text});
  ASSERT_TRUE(contents.has_value());
  const domain::RoomSpec& room = contents->rooms.at(1);
  EXPECT_EQ(room.policy.mode, domain::RoomMode::kDraw);
  EXPECT_EQ(room.policy.claim_time, std::chrono::seconds(45));
  EXPECT_EQ(room.policy.entry_per_minute, 600);
  EXPECT_EQ(room.policy.entry_burst, 20);
  EXPECT_EQ(room.opens_at, base::ParseRfc3339("2030-04-01T11:00:00Z")->time);
}

TEST_F(CatalogFileTest, AnUnknownModeIsAMistake) {
  std::string text(kSmall);
  text.insert(text.find("\"charts\""), R"("rooms": [{"id": "vip", "mode": "RANDOM"}], )");
  EXPECT_FALSE(Read({text}).has_value());
}

TEST_F(CatalogFileTest, AFileMayChangeThePolicyOfMain) {
  std::string text(kSmall);
  text.insert(text.find("\"charts\""), R"("rooms": [{"id": "main", "capacity": 3}], )");
  const Contents contents = Read({text});
  ASSERT_TRUE(contents.has_value());
  ASSERT_EQ(contents->rooms.size(), 1U);
  EXPECT_EQ(contents->rooms[0].policy.capacity, 3);
  EXPECT_FALSE(contents->rooms[0].from_settings);
  EXPECT_TRUE(Read({std::string(kSmall)})->rooms[0].from_settings);
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
      MistakesWith("\"title\": \"One\"", "\"title\": \"\""),
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

struct Slip {
  std::string name;
  std::string from;
  std::string to;
  std::string report;  // a part of the only line reported
};

class CatalogSlipTest : public CatalogFileTest, public testing::WithParamInterface<Slip> {};

TEST_P(CatalogSlipTest, IsReportedOnceWithItsPath) {
  EXPECT_THAT(MistakesWith(GetParam().from, GetParam().to),
              ElementsAre(HasSubstr(GetParam().report)));
}

INSTANTIATE_TEST_SUITE_P(
    Slips, CatalogSlipTest,
    testing::Values(
        Slip{"NumbersOverlap", "\"firstNumber\": 1,", "\"firstNumber\": 106,",
             "sections[1].firstNumber is 106, but section A has the numbers 101 to 106"},
        Slip{"NumbersReachIntoTheNext", "\"firstNumber\": 1,", "\"firstNumber\": 99,",
             "sections[0].firstNumber is 101, but section B has the numbers 99 to 101"},
        Slip{"NumberZero", "\"firstNumber\": 1,", "\"firstNumber\": 0,", "1 to 999999"},
        Slip{"NumberTooLarge", "\"firstNumber\": 101", "\"firstNumber\": 999995",
             "makes the last seat number 1000000"},
        Slip{"SectionTwice", "\"id\": \"B\"", "\"id\": \"A\"",
             "sections[1].id is \"A\", the id of another section"},
        Slip{"SectionThatEndsWithAHyphen", "\"id\": \"A\"", "\"id\": \"A-\"",
             "sections[0].id is \"A-\"; give 1 to 16 letters and digits of any script"},
        Slip{"SectionWithTwoSpaces", "\"id\": \"A\"", "\"id\": \"A  1\"",
             "sections[0].id is \"A  1\""},
        Slip{"SectionOfAFiller", "\"id\": \"A\"", "\"id\": \"\u3164\"",
             "sections[0].id is \"?\"; give 1 to 16 letters and digits of any script, between them "
             "single spaces or - . / (U+3164 is invisible)"},
        Slip{"GapOutside", "\"seats\": 3", "\"seats\": 3, \"gaps\": [4]",
             "rows[0].gaps[0] is 4, which is not between the row's first seat, 1, and its last, 4"},
        Slip{"GapBesideTheSteps", "\"seats\": 3", "\"seats\": 3, \"step\": 2, \"gaps\": [4]",
             "rows[0].gaps[0] is 4, which is not between"},
        Slip{"GapTwice", "\"seats\": 3", "\"seats\": 3, \"gaps\": [2, 2]",
             "rows[0].gaps[1] is 2, which is not the only such gap"},
        Slip{"GapInQuotes", "\"seats\": 3", "\"seats\": 3, \"gaps\": [\"2\"]",
             "rows[0].gaps[0] is a string; give a whole number"},
        Slip{"DirectionUnknown", "\"seats\": 3", "\"seats\": 3, \"direction\": \"rtl\"",
             "direction is \"rtl\"; give one of left-to-right, right-to-left"},
        Slip{"FirstSeat", "\"seats\": 3", "\"seats\": 3, \"firstSeat\": -1", "0 to 9999"},
        Slip{"Step", "\"seats\": 3", "\"seats\": 3, \"step\": 0", "1 to 100"},
        Slip{"CategoryUnknown", "\"category\": \"blue\"", "\"category\": \"red\"",
             "sections[1].category is \"red\", which is not a category"},
        Slip{"IdTwice", "{\"id\": \"blue\"", "{\"id\": \"blue\", \"id\": \"gold\"",
             "categories[1].id is given twice"},
        Slip{"CategoryTwice", "\"color\": \"#0000ff\"}",
             "\"color\": \"#0000ff\"}, {\"id\": \"gold\", \"name\": \"G\", \"color\": \"#000000\"}",
             "categories[2].id is \"gold\", the id of another category"},
        Slip{"Color", "#0000ff", "blue", "categories[1].color is \"blue\""},
        Slip{"OriginOfOne", "[0, 300]", "[0]", "sections[0].origin has 1 entries; give 2 to 2"},
        Slip{"OriginWithFraction", "[0, 300]", "[0, 3.5]",
             "sections[0].origin[1] is a number with"},
        Slip{"Facing", "\"facing\": 90", "\"facing\": 181", "-180 to 180"},
        Slip{"Spacing", "\"seatSpacing\": 50", "\"seatSpacing\": 19", "20 to 1000"},
        Slip{"RowTwice", "[\"1\", \"2\"]", "[\"1\", \"1\"]",
             "rows[0].labels[1] is \"1\", the label of another row"},
        Slip{"RowLabelNumber", "[\"1\", \"2\"]", "[\"1\", 2]",
             "rows[0].labels[1] is not a row label"},
        Slip{"RowLabelWithoutWidth", "[\"1\", \"2\"]", "[\"1\", \"2\u200B\"]",
             "rows[0].labels[1] is \"2?\"; give 1 to 16 letters and digits of any script, between "
             "them single spaces or - . / (U+200B is invisible)"},
        Slip{"NoSeats", "\"seats\": 3", "\"seats\": 0", "rows[0].seats is 0; give"},
        Slip{"TypoInRows", "\"offset\": 25", "\"ofset\": 25",
             "rows[0] has an unknown member \"ofset\""},
        Slip{"RoomUnknown", "\"title\": \"One\"", "\"title\": \"One\", \"room\": \"vip\"",
             "concerts[0].room is \"vip\", which is not defined"},
        Slip{"SeatsPerUser", "\"title\": \"One\"", "\"title\": \"One\", \"maxSeatsPerUser\": 51",
             "1 to 50"},
        Slip{"TextWithControl", "\"title\": \"One\"", "\"title\": \"O\\u001bne\"",
             "concerts[0].title is \"O?ne\""},
        Slip{"ZoneOfNoPlace", "\"title\": \"One\"",
             "\"title\": \"One\", \"timeZone\": \"Asia/Soul\"",
             "timeZone is \"Asia/Soul\", which is not a time zone"},
        Slip{"ZoneWithDots", "\"title\": \"One\"", "\"title\": \"One\", \"timeZone\": \"../Seoul\"",
             "give the IANA time zone of the venue"},
        Slip{"TitleOfZeroWidth", "\"title\": \"One\"", "\"title\": \"\u200B\"",
             "concerts[0].title is \"?\"; give 1 to 200 characters that can be seen, no space at "
             "either end (U+200B is invisible)"},
        Slip{"TitleOfAFiller", "\"title\": \"One\"", "\"title\": \"\u3164\"",
             "U+3164 is invisible"},
        Slip{"TitleOfAnOverride", "\"title\": \"One\"", "\"title\": \"1\u202E2\"",
             "U+202E is invisible"},
        Slip{"TitleWithAWideSpaceBefore", "\"title\": \"One\"", "\"title\": \"\u3000One\"",
             "concerts[0].title is \"\u3000One\""},
        Slip{"TitleWithAWideSpaceBehind", "\"title\": \"One\"", "\"title\": \"One\u3000\"",
             "no space at either end"},
        Slip{"ArtistOfZeroWidth", "\"artist\": \"Band\"", "\"artist\": \"\u200B\"", "artist is"},
        Slip{"VenueOfZeroWidth", "\"venue\": \"Hall\"", "\"venue\": \"\u200B\"", "venue is"},
        Slip{"CategoryOfZeroWidth", "\"name\": \"Gold\"", "\"name\": \"\u200B\"", "name is"},
        Slip{"TitleTooLong", "\"title\": \"One\"", "\"title\": \"" + std::string(5'000, 'x') + "\"",
             "give 1 to 200"},
        Slip{"SlugWithCapital", "\"id\": \"one\"", "\"id\": \"One\"", "concerts[0].id is \"One\""},
        Slip{"StartWithoutOffset", "00:30:00+09:00", "00:30:00",
             "startsAt is \"2030-05-01T00:30:00\""},
        Slip{"ClosesBeforeItOpens", "\"chart\": \"hall\"",
             "\"saleOpensAt\": \"2030-06-01T00:00:00Z\", \"chart\": \"hall\"",
             "saleOpensAt is not before the sale closes (2030-04-30T15:30:00.000Z)"},
        Slip{"ChartUnknown", "\"chart\": \"hall\"", "\"chart\": \"hell\"",
             "shows[0].chart is \"hell\", which is not defined"},
        Slip{"PriceMissing", "\"gold\": 90000, ", "", "prices has no price for category \"gold\""},
        Slip{"PriceOfNothing", "\"gold\": 90000", "\"gold\": 90000, \"red\": 1",
             "prices has a price for a category that the chart lacks"},
        Slip{"PriceBelowZero", "\"gold\": 90000", "\"gold\": -1", "prices.gold is -1; give"},
        Slip{"PriceTooLarge", "\"gold\": 90000", "\"gold\": 1000000000001",
             "give a whole number, 0 to 1000000000000"},
        Slip{"CurrencyOfNobody", "\"KRW\"", "\"KRV\"", "is \"KRV\"; give an ISO 4217 code"},
        Slip{"PriceWithExponent", "\"gold\": 90000", "\"gold\": 9e4",
             "prices.gold is a number with"},
        Slip{"PriceInQuotes", "\"gold\": 90000", "\"gold\": \"90000\"", "prices.gold is a string"},
        Slip{"TypoInShow", "\"startsAt\"", "\"saleOpenAt\": 1, \"startsAt\"",
             "concerts[0].shows[0] has an unknown member \"saleOpenAt\"; known are id, startsAt"},
        Slip{"RoomNumber", "\"id\": \"one\"", "\"id\": \"one\", \"room\": 5",
             "room is a whole number"}),
    [](const auto& slip) { return slip.param.name; });

TEST_F(CatalogFileTest, SeatsAtTheSamePointAreReportedOncePerRow) {
  const auto mistakes = MistakesWith("\"origin\": [-1000, 500], \"facing\": 90,",
                                     "\"origin\": [25, 300], \"rowSpacing\": 80,");
  EXPECT_THAT(
      mistakes,
      ElementsAre(HasSubstr("rows[0].labels[0] puts seat B-1-1 at the position of seat A-1-3"),
                  HasSubstr("rows[1].labels[0] puts seat B-2-1 at the position of seat A-2-2")));
}

TEST_F(CatalogFileTest, AChartHasAtMostAHundredThousandSeats) {
  std::string labels;
  for (int i = 0; i < 201; ++i) labels += (i > 0 ? ",\"" : "\"") + std::to_string(i) + '"';
  EXPECT_TRUE(MistakesWith(R"("rows": [{"labels": ["1", "2"], "seats": 3}])",
                           R"("rows": [{"labels": [)" + labels.substr(0, labels.rfind(',')) +
                               R"(], "seats": 499}])")
                  .empty());
  EXPECT_THAT(MistakesWith(R"("rows": [{"labels": ["1", "2"], "seats": 3}])",
                           R"("rows": [{"labels": [)" + labels + R"(], "seats": 500}])"),
              ElementsAre(HasSubstr("charts[0].sections hold more than 100000 seats")));
}

TEST_F(CatalogFileTest, TheSummaryCountsShowsAndSeats) {
  EXPECT_EQ(Summarize(*Read({std::string(kSmall)})),
            "  one: One, 1 show, 9 seats, room main\n"
            "1 concert, 1 show, 9 seats, prices 50,000 to 90,000 KRW\n");
}

}  // namespace
}  // namespace onsale::app
