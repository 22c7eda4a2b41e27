// Accessible places and ranks of rows in catalogue files, and the shows' policies about them.
#include "app/accessible_places.h"

#include <gmock/gmock.h>

#include "app/catalog_drawing.h"
#include "app/catalog_file_testing.h"
#include "domain/words.h"

namespace onsale::app {
namespace {

using domain::SeatAccess;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::string_view kTwoRowsOfA = R"([{"labels": ["1", "2"], "seats": 3}])";

// Seats of section A that are not as any other: number, access, pair.
std::string Marked(const domain::CatalogSpec& spec) {
  std::string text;
  for (const auto& seat : spec.rows.seats) {
    if (seat.access == SeatAccess::kNone && seat.pair.value == 0) continue;
    text += std::to_string(seat.number.value) + ' ' + domain::KebabWordOf(seat.access);
    text += seat.pair.value == 0 ? ", " : ' ' + std::to_string(seat.pair.value) + ", ";
  }
  return text;
}

TEST_F(CatalogFileTest, AccessiblePlacesAreNamedByTheNumberOnTheTicketInEveryRowOfAnEntry) {
  EXPECT_EQ(Marked(SpecWith("'seats': 3",
                            "'seats': 3, 'firstSeat': 21, 'step': 2, 'gaps': [23], 'direction': "
                            "'right-to-left', 'access': [{'seat': 27, 'kind': 'wheelchair', "
                            "'companion': 21}, {'seat': 25, 'kind': 'step-free'}]")),
            "101 companion 103, 102 step-free, 103 wheelchair 101, "
            "104 companion 106, 105 step-free, 106 wheelchair 104, ");
}

TEST_F(CatalogFileTest, AWheelchairPlaceMayHaveNoCompanion) {
  EXPECT_EQ(Marked(SpecWith("'seats': 1, 'offset': 25",
                            "'seats': 3, 'access': [{'seat': 2, 'kind': 'wheelchair'}]")),
            "2 wheelchair, ");
}

TEST_F(CatalogFileTest, ARowBehindAnAisleHasPlacesOfItsOwn) {
  EXPECT_EQ(Marked(SpecWith(kTwoRowsOfA, R"([{"labels": ["1"], "seats": 3, "offset": -150},
          {"labels": ["1"], "seats": 2, "offset": 150, "continues": true,
           "access": [{"seat": 5, "kind": "wheelchair", "companion": 4}]},
          {"labels": ["2"], "seats": 2}])")),
            "104 companion 105, 105 wheelchair 104, ");
}

TEST_F(CatalogFileTest, AnAccessiblePlaceThatIsNotOneIsReported) {
  const std::pair<const char*, const char*> cases[] = {
      {"{'seat': 4, 'kind': 'step-free'}",
       "rows[0].access[0].seat is 4, which is not a seat of the entry's rows, 1 to 3 in steps of "
       "1; correct the number"},
      {"{'seat': 1, 'kind': 'wheelchair', 'companion': 0}", "access[0].companion is 0, which is"},
      {"{'seat': 1, 'kind': 'wheelchair', 'companion': 1}",
       "access[0].companion is 1, the number of another place of the entry; name each seat once"},
      {"{'seat': 1, 'kind': 'step-free'}, {'seat': 1, 'kind': 'wheelchair'}",
       "access[1].seat is 1, the number of another place"},
      {"{'seat': 1, 'kind': 'wheelchair', 'companion': 2}, {'seat': 2, 'kind': 'step-free'}",
       "access[1].seat is 2, the number of another place"},
      {"{'seat': 1, 'kind': 'wheelchair', 'companion': 2}, "
       "{'seat': 3, 'kind': 'wheelchair', 'companion': 2}",
       "access[1].companion is 2, the number of another place"},
      {"{'seat': 1, 'kind': 'step-free', 'companion': 2}",
       "access[0].companion is given for a place of another kind than \"wheelchair\""},
      {"{'seat': 1, 'kind': 'companion'}",
       "access[0].kind is \"companion\"; give \"wheelchair\" or \"step-free\""},
      {"{'seat': 1, 'kind': 'none'}", "access[0].kind is \"none\""},
      {"{'seat': 1}", "access[0].kind is missing; add it as a string"},
      {"{'kind': 'step-free'}", "access[0].seat is missing"},
      {"{'seat': 1, 'kind': 'step-free', 'with': 2}", "has an unknown member \"with\""},
      {"7", "rows[0].access[0] is"}};
  for (const auto& [places, report] : cases) {
    EXPECT_THAT(MistakesWith("'seats': 3", "'seats': 3, 'access': [" + std::string(places) + "]"),
                ElementsAre(HasSubstr(report)))
        << places;
  }
}

TEST_F(CatalogFileTest, AGapIsNotAPlace) {
  EXPECT_THAT(MistakesWith("'seats': 3",
                           "'seats': 3, 'gaps': [2], 'access': [{'seat': 2, 'kind': 'step-free'}]"),
              ElementsAre(HasSubstr("access[0].seat is 2, which is not a seat of the entry's "
                                    "rows, 1 to 4")));
}

// --- Ranks ---

// The ranks of the rows of section A, in order of number.
std::string RanksOf(const domain::CatalogSpec& spec) {
  std::string text;
  for (const auto& seat : spec.rows.seats) {
    if (seat.section == "A") text += seat.row + ':' + std::to_string(seat.rank) + ' ';
  }
  return text;
}

TEST_F(CatalogFileTest, ARowHasTheRankOfItsEntryOrItsSection) {
  EXPECT_EQ(RanksOf(Small()), "1:100 1:100 1:100 2:100 2:100 2:100 ");
  EXPECT_EQ(RanksOf(SpecWith(kTwoRowsOfA, R"([{"labels": ["1"], "seats": 1},
                {"labels": ["2"], "seats": 1, "rank": 1000},
                {"labels": ["3"], "seats": 1}], "rank": 1)")),
            "1:1 2:1000 3:1 ");
}

TEST_F(CatalogFileTest, ARowThatContinuesHasTheRankOfTheEntryThatBeginsIt) {
  EXPECT_EQ(RanksOf(SpecWith(kTwoRowsOfA, R"([{"labels": ["1"], "seats": 1, "rank": 7},
                {"labels": ["2"], "seats": 1, "rank": 8},
                {"labels": ["1", "2"], "seats": 1, "offset": 100, "continues": true},
                {"labels": ["1"], "seats": 1, "offset": 200, "continues": true}])")),
            "1:7 2:8 1:7 2:8 1:7 ");
  EXPECT_THAT(MistakesWith(kTwoRowsOfA, R"([{"labels": ["1"], "seats": 1},
                {"labels": ["1"], "seats": 1, "offset": 100, "continues": true, "rank": 7}])"),
              ElementsAre(HasSubstr("rows[1].rank is given for rows that continue; give it in the "
                                    "entry that begins them")));
}

TEST_F(CatalogFileTest, ARankIsAtLeastOne) {
  EXPECT_THAT(MistakesWith("'seats': 3", "'seats': 3, 'rank': 0"),
              ElementsAre(HasSubstr("rows[0].rank is 0; give a whole number, 1 to 1000")));
}

// --- The policies of a show ---

TEST_F(CatalogFileTest, AShowSaysWhatSinglesMayBeLeftAndWhoTakesAccessiblePlaces) {
  const domain::Show without = Small().rows.shows.at(0);
  EXPECT_EQ(without.orphans, domain::OrphanPolicy::kAvoid);
  EXPECT_EQ(without.accessible_places, domain::AccessiblePlaces::kAnybody);
  const domain::Show with =
      SpecWith("'chart': 'hall'",
               "'orphans': 'refuse', 'accessiblePlaces': 'access-claim', 'chart': 'hall'")
          .rows.shows.at(0);
  EXPECT_EQ(with.orphans, domain::OrphanPolicy::kRefuse);
  EXPECT_EQ(with.accessible_places, domain::AccessiblePlaces::kAccessClaim);
  EXPECT_THAT(MistakesWith("'chart': 'hall'", "'orphans': 'REFUSE', 'chart': 'hall'"),
              ElementsAre(HasSubstr("shows[0].orphans is \"REFUSE\"; give \"refuse\", \"avoid\" "
                                    "or \"allow\"")));
  EXPECT_THAT(MistakesWith("'chart': 'hall'", "'accessiblePlaces': true, 'chart': 'hall'"),
              ElementsAre(HasSubstr("shows[0].accessiblePlaces is")));
}

// --- The drawing ---

TEST_F(CatalogFileTest, ADrawingMarksAccessiblePlaces) {
  const domain::CatalogSpec spec =
      SpecWith("'seats': 3",
               "'seats': 3, 'access': [{'seat': 1, 'kind': 'wheelchair', "
               "'companion': 2}, {'seat': 3, 'kind': 'step-free'}]");
  const std::string svg = ChartAsSvg(spec.rows, spec.rows.charts.at(0).id);
  EXPECT_THAT(svg, HasSubstr("<text x=\"-50\" y=\"310\" fill=\"white\">W</text>"));
  EXPECT_THAT(svg, HasSubstr("<text x=\"0\" y=\"310\" fill=\"white\">C</text>"));
  EXPECT_THAT(svg, HasSubstr("<circle cx=\"50\" cy=\"300\" r=\"20\" fill=\"none\"/>\n<circle"));
  EXPECT_THAT(svg, HasSubstr("W: wheelchair places, 2; C: companion seats, 2; only a ring: "
                             "step-free seats, 2"));
  const domain::CatalogSpec small = Small();
  EXPECT_THAT(ChartAsSvg(small.rows, small.rows.charts.at(0).id),
              testing::Not(HasSubstr("wheelchair")));
}

}  // namespace
}  // namespace onsale::app
