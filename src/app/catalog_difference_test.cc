// What a catalogue changes, in words.
#include "app/catalog_difference.h"

#include <gmock/gmock.h>

#include "app/catalog_file_testing.h"
#include "domain/merge_catalog.h"

namespace onsale::app {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class CatalogDifferenceTest : public CatalogFileTest {
 protected:
  // What kSmall with these changes differs from kSmall.
  std::vector<std::string> Differences(
      std::initializer_list<std::pair<std::string, std::string>> changes) {
    const std::vector<domain::KnownRoom> rooms{{"main", domain::kMainRoom}};
    const auto empty = std::make_shared<const domain::Catalog>();
    const auto first = domain::PrepareCatalog(Valid(Read({std::string(kSmall)})), empty, rooms);
    const auto second = domain::PrepareCatalog(Valid(Read({With(changes)})), first->next, rooms);
    std::vector<std::string> sentences;
    TellDifference({*second->base, *second->next},
                   [&](std::string sentence) { sentences.push_back(std::move(sentence)); });
    return sentences;
  }
};

TEST_F(CatalogDifferenceTest, TheSameCatalogueDiffersInNothing) {
  EXPECT_THAT(Differences({}), IsEmpty());
}

TEST_F(CatalogDifferenceTest, TextsTimesAndLimitsAreDescribedWithBothValues) {
  EXPECT_THAT(Differences({{"'title': 'One'", "'title': 'Two', 'maxSeatsPerUser': 2"},
                           {"'chart': 'hall',",
                            "'chart': 'hall', 'saleOpensAt': "
                            "'2030-04-01T09:00:00+09:00', 'orphans': 'refuse',"}}),
              ElementsAre("concert \"one\": title \"One\" becomes \"Two\", maxSeatsPerUser 4 "
                          "becomes 2",
                          "show \"one-1\": saleOpensAt at once becomes 2030-04-01T00:00:00.000Z, "
                          "orphans avoid becomes refuse"));
}

TEST_F(CatalogDifferenceTest, AnotherPriceIsForSeatsThatAreNotHeldOrSold) {
  EXPECT_THAT(
      Differences({{"'gold': 90000", "'gold': 95000"}}),
      ElementsAre("show \"one-1\", category \"gold\": 95000 KRW for seats that are not held "
                  "or sold, instead of 90000"));
}

TEST_F(CatalogDifferenceTest, SeatsOfAChartAreCountedAndTheFirstNumbersNamed) {
  EXPECT_THAT(
      Differences({{"'seats': 3}", "'seats': 6}"}, {"'seats': 1, 'offset': 25", "'seats': 1"}}),
      ElementsAre("chart \"hall\": 6 seats more (107, 108, 109, 110, 111 and 1 more)",
                  "chart \"hall\": 7 seats with another label, category, place or access "
                  "(1, 101, 102, 103, 104 and 2 more)"));
  EXPECT_THAT(Differences({{"{'labels': ['2'], 'seats': 2}",
                            "{'labels': ['2'], 'seats': 1, "
                            "'offset': -25}"}}),
              ElementsAre("chart \"hall\": 1 seat fewer (3)"));
}

TEST_F(CatalogDifferenceTest, NewConcertsAndShowsAreDescribedWithTheirSize) {
  EXPECT_THAT(
      Differences({{"'concerts': [",
                    "'concerts': [{'id': 'new', 'title': 'New', 'artist': 'A', "
                    "'venue': 'V', 'shows': [{'id': 'new-1', 'startsAt': "
                    "'2031-01-01T20:00:00Z', 'chart': 'hall', 'prices': {'gold': "
                    "1, 'blue': 2}}]}, "}}),
      ElementsAre("new concert \"new\": New, 1 show",
                  "new show \"new-1\" of concert \"new\": 2031-01-01T20:00:00.000Z, 9 seats"));
}

TEST_F(CatalogDifferenceTest, RoomsAreDescribedWithTheMembersThatDiffer) {
  domain::CatalogSpec spec;
  spec.rooms = {{.slug = "main", .policy = {.capacity = 7}},
                {.slug = "same", .policy = {.capacity = 1}},
                {.slug = "vip"}};
  domain::RoomView main;
  main.room = {.id = {1}, .slug = "main"};
  domain::RoomView same;
  same.room = {.id = {2}, .slug = "same"};
  std::vector<std::string> sentences;
  TellRooms(spec, {main, same}, {"main"},
            [&](std::string sentence) { sentences.push_back(std::move(sentence)); });
  const std::string before = std::to_string(domain::RoomPolicy{}.capacity);
  EXPECT_THAT(sentences, ElementsAre("room \"main\": capacity=" + before + " becomes capacity=7",
                                     "new room \"vip\""));
}

}  // namespace
}  // namespace onsale::app
