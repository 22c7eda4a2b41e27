// Warnings about a catalogue: offsets at a start, sales that open later than their room, and rows
// whose numbers go back and forth.
#include <gmock/gmock.h>

#include "app/catalog_file_testing.h"

namespace onsale::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// --- Offsets and the time zone ---

class ZoneTest : public CatalogFileTest {
 protected:
  // Reads kSmall with a time zone, the offset of its show, and members before `startsAt`.
  Contents ReadIn(const std::string& zone, const std::string& offset, const std::string& more = "",
                  const CatalogBasis& basis = {}) {
    std::string text(kSmall);
    text.replace(text.find("\"venue\""), 0, "\"timeZone\": \"" + zone + "\", ");
    text.replace(text.find("+09:00"), 6, offset);
    text.insert(text.find("\"startsAt\""), more);
    return Read({text}, basis);
  }
};

// Regression: a database of time zones that disagrees with the file, or lacks the zone, kept a sale
// from starting again.
TEST_F(ZoneTest, AtAStartAWrongOffsetAndAnUnknownZoneAreWarnings) {
  const CatalogBasis start{.zones_bind = false};
  ASSERT_TRUE(ReadIn("Europe/Berlin", "+01:00", "", start).has_value());
  EXPECT_THAT(warnings_, ElementsAre(HasSubstr("f0.json:16:44: concerts[0].shows[0].startsAt has "
                                               "the offset +01:00, but Europe/Berlin")));
  const Contents unknown = ReadIn("Europe/Atlantis", "+01:00", "", start);
  ASSERT_TRUE(unknown.has_value());
  EXPECT_EQ(unknown->rows.concerts[0].time_zone, "Europe/Atlantis");
  EXPECT_THAT(warnings_, ElementsAre(HasSubstr("not a time zone of this machine")));
}

// Regression: only `startsAt` was compared with the zone.
TEST_F(ZoneTest, SaleTimesWithAWrongOffsetAreWarnings) {
  ASSERT_TRUE(ReadIn("Europe/Berlin", "+02:00",
                     "\"saleOpensAt\": \"2029-06-01T10:00:00+01:00\", "
                     "\"saleClosesAt\": \"2029-06-02T10:00:00+01:00\", ")
                  .has_value());
  EXPECT_THAT(warnings_, ElementsAre(HasSubstr("saleOpensAt has the offset +01:00"),
                                     HasSubstr("saleClosesAt has the offset +01:00")));
}

TEST_F(ZoneTest, SaleTimesInUtcAndOfTheVenueAreNot) {
  ASSERT_TRUE(ReadIn("Europe/Berlin", "+02:00",
                     "\"saleOpensAt\": \"2029-06-01T10:00:00Z\", "
                     "\"saleClosesAt\": \"2029-06-02T10:00:00+02:00\", ")
                  .has_value());
  EXPECT_THAT(warnings_, ElementsAre());
}

TEST_F(ZoneTest, ARoomThatOpensWithAWrongOffsetIsAWarning) {
  std::string text(kSmall);
  text.replace(text.find("\"venue\""), 0, "\"timeZone\": \"Asia/Seoul\", ");
  const std::size_t at = text.find("\"charts\"");
  const auto with = [&](const std::string& opens) {
    return std::string(text).insert(
        at, "\"rooms\": [{\"id\": \"main\", \"opensAt\": \"2030-04-01T20:00:00" + opens + "\"}], ");
  };
  ASSERT_TRUE(Read({with("+08:00")}).has_value());
  EXPECT_THAT(warnings_, ElementsAre(HasSubstr("rooms[0].opensAt has the offset +08:00, but "
                                               "Asia/Seoul is at +09:00 then")));
  for (const char* right : {"+09:00", "Z"}) {
    ASSERT_TRUE(Read({with(right)}).has_value());
    EXPECT_THAT(warnings_, ElementsAre()) << right;
  }
}

// --- Sales that open later than their room ---

class LateSaleTest : public CatalogFileTest {
 protected:
  std::vector<std::string> Warnings(std::string_view show, std::string_view room = {}) {
    std::string text(kSmall);
    const auto put = [&text](std::string_view before, std::string_view what) {
      text.insert(text.find(before), what);
    };
    put("\"startsAt\"", show);
    if (!room.empty()) put("\"charts\"", room);
    const auto spec = Read({text});
    EXPECT_TRUE(spec.has_value());
    return SalesAfterTheirRooms(*spec, base::ParseRfc3339("2030-04-01T00:00:00Z")->time);
  }
};

TEST_F(LateSaleTest, ASaleThatIsOpenIsNotReported) {
  EXPECT_THAT(Warnings(""), ElementsAre());
  EXPECT_THAT(Warnings(R"("saleOpensAt": "2030-03-31T23:59:59Z", )"), ElementsAre());
}

TEST_F(LateSaleTest, ASaleThatOpensLaterThanARoomThatIsOpenIsReported) {
  EXPECT_THAT(Warnings(R"("saleOpensAt": "2030-04-01T09:00:00Z", )"),
              ElementsAre(HasSubstr("the first sale of 1 show behind room \"main\" opens at "
                                    "2030-04-01T09:00:00.000Z, but the room opens at once")));
}

TEST_F(LateSaleTest, ASaleThatOpensWithItsRoomIsNotReported) {
  EXPECT_THAT(Warnings(R"("saleOpensAt": "2030-04-01T09:00:00Z", )",
                       R"("rooms": [{"id": "main", "opensAt": "2030-04-01T09:00:00Z"}], )"),
              ElementsAre());
}

TEST_F(LateSaleTest, ASaleThatOpensLaterThanItsScheduledRoomIsReported) {
  EXPECT_THAT(Warnings(R"("saleOpensAt": "2030-04-01T09:00:01Z", )",
                       R"("rooms": [{"id": "main", "opensAt": "2030-04-01T09:00:00Z"}], )"),
              ElementsAre(HasSubstr("the room opens at 2030-04-01T09:00:00.000Z; buyers wait, and "
                                    "nobody is admitted before 2030-04-01T09:00:01.000Z")));
}

// Regression: of 300 shows with one on sale, 299 were reported, each with "nobody is admitted".
TEST_F(LateSaleTest, OnlyTheFirstSaleOfARoomCounts) {
  const std::string late = R"({"id": "late", "startsAt": "2030-06-01T19:00:00Z", "chart": "hall",
      "saleOpensAt": "2030-05-01T09:00:00Z", "prices": {"gold": 1, "blue": 1}}, )";
  const auto warnings = [&](std::string_view show) {
    std::string text(kSmall);
    text.insert(text.find("\"startsAt\""), show);
    text.insert(text.find("{\"id\": \"one-1\""), late);
    return SalesAfterTheirRooms(*Read({text}), base::ParseRfc3339("2030-04-01T00:00:00Z")->time);
  };
  EXPECT_THAT(warnings(""), ElementsAre());
  EXPECT_THAT(warnings(R"("saleOpensAt": "2030-04-01T09:00:00Z", )"),
              ElementsAre(HasSubstr("the first sale of 2 shows behind room \"main\" opens at "
                                    "2030-04-01T09:00:00.000Z")));
  EXPECT_THAT(warnings(R"("saleClosesAt": "2030-03-31T09:00:00Z", )"),
              ElementsAre(HasSubstr("the first sale of 1 show behind room \"main\" opens at "
                                    "2030-05-01T09:00:00.000Z")));
}

// --- Rows ---

TEST_F(CatalogFileTest, ARowWhoseNumbersGoBackAndForthIsReportedUnlessItHasAStep) {
  const std::string first = R"({"labels": ["1"], "seats": 3, "offset": -75, )";
  const std::string second = R"({"labels": ["1"], "seats": 3, "offset": 75, "continues": true)";
  const auto rows = [&](const std::string& left, const std::string& right) {
    SpecWith(R"({"labels": ["1", "2"], "seats": 3})", first + left + "}, " + second + right + "}");
    return warnings_;
  };
  EXPECT_THAT(rows(R"("rank": 7)", ""), ElementsAre());
  EXPECT_THAT(rows(R"("direction": "right-to-left")", ""),
              ElementsAre(HasSubstr("charts[0].sections[0].rows puts seats of row \"1\" in another "
                                    "order than that of their numbers")));
  EXPECT_THAT(rows(R"("direction": "right-to-left", "step": 2)", R"(, "step": 2, "firstSeat": 2)"),
              ElementsAre());
}

}  // namespace
}  // namespace onsale::app
