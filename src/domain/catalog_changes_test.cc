// Catalogues that differ from the loaded one in a single member, or leave out a part of the sale.
#include <gtest/gtest.h>

#include <algorithm>

#include "domain/policy_fields.h"
#include "domain/sale_testing.h"

namespace onsale::domain {
namespace {

// --- One member ---

struct OneChange {
  const char* what;
  void (*make)(CatalogRows& rows);
};

const OneChange kChanges[] = {
    {"title", [](CatalogRows& rows) { rows.concerts[0].title = "Solo, at last"; }},
    {"artist", [](CatalogRows& rows) { rows.concerts[0].artist = "Kim"; }},
    {"venue", [](CatalogRows& rows) { rows.concerts[0].venue = "Arena"; }},
    {"room", [](CatalogRows& rows) { rows.concerts[0].room = kSideRoom; }},
    {"seats per user", [](CatalogRows& rows) { rows.concerts[0].seats_per_user_max = 5; }},
    {"currency",
     [](CatalogRows& rows) {
       for (Concert& concert : rows.concerts) concert.currency = "KRW";
     }},
    {"time zone", [](CatalogRows& rows) { rows.concerts[0].time_zone = "Asia/Seoul"; }},
    {"seats per concert", [](CatalogRows& rows) { rows.concerts[0].seats_per_concert_max = 9; }},
    {"presale", [](CatalogRows& rows) { rows.shows[0].presale = {"fans", Time(Duration(1))}; }},
    {"offset", [](CatalogRows& rows) { rows.shows[0].utc_offset_min = 540; }},
    {"start", [](CatalogRows& rows) { rows.shows[0].starts_at += Duration(1); }},
    {"date", [](CatalogRows& rows) { rows.shows[0].date = "1971-01-02"; }},
    {"opening of the sale", [](CatalogRows& rows) { rows.shows[0].sale_opens_at += Duration(1); }},
    {"end of the sale", [](CatalogRows& rows) { rows.shows[0].sale_closes_at += Duration(1); }},
    {"chart's name", [](CatalogRows& rows) { rows.charts[0].name = "Large hall"; }},
    {"category's name", [](CatalogRows& rows) { rows.categories[0].name = "Best"; }},
    {"color", [](CatalogRows& rows) { rows.categories[0].color = "#aa0001"; }},
    {"ranks",
     [](CatalogRows& rows) { std::swap(rows.categories[0].slug, rows.categories[1].slug); }},
    {"section", [](CatalogRows& rows) { rows.seats[0].section = "balcony"; }},
    {"row", [](CatalogRows& rows) { rows.seats[0].row = "2"; }},
    {"label", [](CatalogRows& rows) { rows.seats[0].label = "2-1"; }},
    {"category", [](CatalogRows& rows) { rows.seats[0].category = "b"; }},
    {"x", [](CatalogRows& rows) { rows.seats[0].x_cm = 1; }},
    {"y", [](CatalogRows& rows) { rows.seats[0].y_cm = 1; }},
    {"access", [](CatalogRows& rows) { rows.seats[0].access = SeatAccess::kStepFree; }},
    {"pair",
     [](CatalogRows& rows) {
       rows.seats[0].access = SeatAccess::kWheelchair;
       rows.seats[0].pair = rows.seats[1].number;
       rows.seats[1].access = SeatAccess::kCompanion;
       rows.seats[1].pair = rows.seats[0].number;
     }},
    {"rank of a row",
     [](CatalogRows& rows) {
       for (ChartSeat& seat : rows.seats) seat.rank = 7;
     }},
    {"orphans", [](CatalogRows& rows) { rows.shows[0].orphans = OrphanPolicy::kRefuse; }},
    {"accessible places",
     [](CatalogRows& rows) { rows.shows[0].accessible_places = AccessiblePlaces::kAccessClaim; }},
    {"price", [](CatalogRows& rows) { rows.prices[0].amount = {101}; }},
};

// These do not compile when a struct gets another member: add a change of it above.
[[maybe_unused]] void HasAChangeOfEachMember() {
  [[maybe_unused]] const auto& [id, slug, title, artist, venue, room, seats, currency, zone,
                                concert_seats] = Concert();
  [[maybe_unused]] const auto& [show, show_slug, concert, chart, starts, date, opens, closes,
                                offset, presale, orphans, accessible] = Show();
  [[maybe_unused]] const auto& [chart_id, chart_slug, name] = Chart();
  [[maybe_unused]] const auto& [of, category, category_name, color, rank] = Category();
  [[maybe_unused]] const auto& [in, number, section, row, label, its_category, x, y, access, pair,
                                row_rank] = ChartSeat();
  [[maybe_unused]] const auto& [priced, price_of, amount] = Price();
}

TEST(OneChangeTest, ACatalogueThatChangesOneMemberIsFollowed) {
  for (const OneChange& change : kChanges) {
    SmallSaleRows sale;
    CatalogSpec spec = SmallSale({.capacity = 2});
    CatalogRows expected = sale.rows.catalog().rows();
    change.make(spec.rows);
    change.make(expected);
    spec.currency = expected.concerts[0].currency;
    ASSERT_TRUE(sale.Ask(LoadCatalog{spec})) << change.what;
    EXPECT_EQ(sale.rows.catalog().rows(), expected) << change.what;
    const auto changes = sale.rows.changes;
    ASSERT_TRUE(sale.Ask(LoadCatalog{spec})) << change.what;
    EXPECT_EQ(sale.rows.changes, changes) << change.what;
  }
}

// Another value of the member, within its range.
template <class Value>
Value AnotherThan(Value value) {
  return value + Value(1);
}
RoomMode AnotherThan(RoomMode) {
  return RoomMode::kNoQueue;
}

// Rooms keep a digest of their last policy in a catalogue, so that an operator's changes stay. A
// member that is not part of it could not be changed by a catalogue.
TEST(OneChangeTest, ACatalogueThatChangesOneMemberOfAPolicyIsFollowed) {
  ForEachPolicyField([](const auto& field) {
    SmallSaleRows sale;
    CatalogSpec spec = SmallSale({.capacity = 2});
    RoomPolicy& policy = spec.rooms[0].policy;
    policy.*field.member = AnotherThan(policy.*field.member);
    const CatalogChange change = sale.Ask(LoadCatalog{spec}).value();
    EXPECT_EQ(change.rooms_changed, std::vector<std::string>{"main"}) << field.json;
    EXPECT_EQ(sale.rows.Find(kMainRoom)->policy, policy) << field.json;
    EXPECT_TRUE(sale.Ask(LoadCatalog{spec})->rooms_changed.empty()) << field.json;
  });
}

TEST(OneChangeTest, ACatalogueThatChangesOnlyTheOpeningIsFollowed) {
  SmallSaleRows sale;
  CatalogSpec spec = SmallSale({.capacity = 2});
  spec.rooms[0].opens_at = sale.now + Duration(1);
  EXPECT_EQ(sale.Ask(LoadCatalog{spec})->rooms_not_scheduled, std::vector<std::string>{"main"});
  spec.rooms[0].opens_at = sale.now + Duration(2);
  EXPECT_EQ(sale.Ask(LoadCatalog{spec})->rooms_not_scheduled, std::vector<std::string>{"main"});
  EXPECT_TRUE(sale.Ask(LoadCatalog{spec})->rooms_not_scheduled.empty());
}

TEST(OneChangeTest, AnOperatorsChangeStaysWhileTheCatalogueIsTheSame) {
  ForEachPolicyField([](const auto& field) {
    SmallSaleRows sale;
    const CatalogSpec spec = SmallSale({.capacity = 2});
    RoomChange change;
    const auto other = AnotherThan(spec.rooms[0].policy.*field.member);
    change.*field.change = other;
    ASSERT_TRUE(sale.Ask(ChangeRoom{.room = "main", .change = change})) << field.json;
    ASSERT_TRUE(sale.Ask(LoadCatalog{spec})) << field.json;
    EXPECT_EQ(sale.rows.Find(kMainRoom)->policy.*field.member, other) << field.json;
  });
}

// --- What is left out ---

// The specification with these shows only, and with the concerts and rooms that they need.
CatalogSpec Only(const CatalogSpec& whole, const std::vector<std::size_t>& shows) {
  CatalogSpec spec = whole;
  spec.rooms.clear();
  spec.rows.concerts.clear();
  spec.rows.shows.clear();
  spec.rows.prices.clear();
  // The position in `list`, plus 1, of the row with this slug, which is added if it is missing.
  const auto place = [](auto& list, const auto& row) {
    const auto known = std::ranges::find(list, row.slug, [](const auto& r) { return r.slug; });
    if (known == list.end()) list.push_back(row);
    return static_cast<std::uint32_t>(
               std::ranges::find(list, row.slug, [](const auto& r) { return r.slug; }) -
               list.begin()) +
           1;
  };
  for (const std::size_t index : shows) {
    Show show = whole.rows.shows[index];
    Concert concert = whole.rows.concerts[show.concert.value - 1];
    concert.room = {place(spec.rooms, whole.rooms[concert.room.value - 1])};
    show.concert = {place(spec.rows.concerts, concert)};
    spec.rows.concerts[show.concert.value - 1].id = show.concert;
    for (Price price : whole.rows.prices) {
      if (price.show != show.id) continue;
      price.show = {static_cast<std::uint32_t>(spec.rows.shows.size() + 1)};
      spec.rows.prices.push_back(price);
    }
    show.id = {static_cast<std::uint32_t>(spec.rows.shows.size() + 1)};
    spec.rows.shows.push_back(show);
  }
  return spec;
}

// All rooms, concerts and shows share the chart. Of the sale, a catalogue names these shows.
const std::vector<std::size_t> kNamed[] = {{},     {0},    {1},    {2},      {0, 1},
                                           {1, 0}, {0, 2}, {2, 1}, {2, 1, 0}};

class LeftOutTest : public testing::Test {
 protected:
  static constexpr RoomPolicy kPolicy{.capacity = 20};

  // Holds all seats but these of the room's shows.
  static void Hold(SmallSaleRows& sale, RoomId room, std::uint32_t free = 0) {
    for (const Show* const show : sale.rows.catalog().ShowsBehind(room)) {
      for (std::uint32_t seat = 1; seat <= 10; ++seat) {
        if (seat == free) continue;
        const std::string user = "user-" + std::to_string(show->id.value * 100 + seat);
        sale.Hold(sale.Join(user, room), {seat}, show->id);
      }
    }
  }
  static bool IsSoldOut(SmallSaleRows& sale, RoomId room) { return sale.rows.Find(room)->sold_out; }
};

TEST_F(LeftOutTest, WhatACatalogueLeavesOutStaysAsItIs) {
  for (const auto& named : kNamed) {
    SmallSaleRows sale(kPolicy);
    const auto changes = sale.rows.changes;
    const CatalogRows before = sale.rows.catalog().rows();
    ASSERT_TRUE(sale.Ask(LoadCatalog{Only(SmallSale(kPolicy), named)}));
    EXPECT_EQ(sale.rows.catalog().rows(), before) << testing::PrintToString(named);
    EXPECT_EQ(sale.rows.changes, changes) << testing::PrintToString(named);
  }
}

TEST_F(LeftOutTest, SeatsOfASharedChartAreAddedToEveryShow) {
  for (const auto& named : kNamed) {
    SmallSaleRows sale(kPolicy);
    CatalogSpec spec = Only(SmallSale(kPolicy), named);
    spec.rows.seats.push_back({.chart = {1}, .number = {11}, .label = "1-11", .category = "a"});
    EXPECT_EQ(sale.Ask(LoadCatalog{spec})->seats_added, 3) << testing::PrintToString(named);
  }
}

TEST_F(LeftOutTest, ARoomThatIsLeftOutIsNotSoldOutOnceItsChartHasMoreSeats) {
  for (const auto& named : kNamed) {
    SmallSaleRows sale(kPolicy);
    Hold(sale, kMainRoom);
    Hold(sale, kSideRoom);
    ASSERT_TRUE(IsSoldOut(sale, kMainRoom) && IsSoldOut(sale, kSideRoom));
    CatalogSpec spec = Only(SmallSale(kPolicy), named);
    spec.rows.seats.push_back({.chart = {1}, .number = {11}, .label = "1-11", .category = "a"});
    ASSERT_TRUE(sale.Ask(LoadCatalog{spec}));
    EXPECT_FALSE(IsSoldOut(sale, kMainRoom)) << testing::PrintToString(named);
    EXPECT_FALSE(IsSoldOut(sale, kSideRoom)) << testing::PrintToString(named);
  }
}

TEST_F(LeftOutTest, ARoomThatIsLeftOutIsSoldOutOnceItsChartLosesTheLastFreeSeat) {
  for (const auto& named : kNamed) {
    SmallSaleRows sale(kPolicy);
    Hold(sale, kMainRoom, 7);
    Hold(sale, kSideRoom, 7);
    ASSERT_FALSE(IsSoldOut(sale, kMainRoom) || IsSoldOut(sale, kSideRoom));
    CatalogSpec spec = Only(SmallSale(kPolicy), named);
    std::erase_if(spec.rows.seats, [](const ChartSeat& seat) { return seat.number.value == 7; });
    ASSERT_TRUE(sale.Ask(LoadCatalog{spec}));
    EXPECT_TRUE(IsSoldOut(sale, kMainRoom)) << testing::PrintToString(named);
    EXPECT_TRUE(IsSoldOut(sale, kSideRoom)) << testing::PrintToString(named);
  }
}

// The catalogue leaves `main` out, which has no shows afterwards.
TEST_F(LeftOutTest, AConcertThatMovesTakesItsFreeSeatsToTheOtherRoom) {
  SmallSaleRows sale(kPolicy);
  Hold(sale, kSideRoom);
  CatalogSpec spec = Only(SmallSale(kPolicy), {0, 1});
  spec.rooms[0].slug = "side";
  ASSERT_TRUE(sale.Ask(LoadCatalog{spec}));
  EXPECT_FALSE(IsSoldOut(sale, kSideRoom));
  EXPECT_FALSE(IsSoldOut(sale, kMainRoom)) << "a room without shows has no seats to sell out";
}

}  // namespace
}  // namespace onsale::domain
