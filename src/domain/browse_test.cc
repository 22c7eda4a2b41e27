// What anybody may read of a concert, and which dates a buyer is shown.
#include <gtest/gtest.h>

#include "domain/sale_testing.h"

namespace onsale::domain {
namespace {

using std::chrono::hours;

class BrowseTest : public ::testing::Test {
 protected:
  std::vector<ShowState> States() {
    std::vector<ShowState> states;
    const auto concert = sale_.Ask(ReadConcert{ConcertId{1}});
    for (const ShowStateView& show : concert->shows) states.push_back(show.state);
    return states;
  }

  SmallSaleRows sale_{{.capacity = 3}};
};

TEST_F(BrowseTest, AConcertHasItsRoomAndItsShowsInOrder) {
  const ConcertView view = sale_.Ask(ReadConcert{ConcertId{2}}).value();
  EXPECT_EQ(view.room_slug, "side");
  ASSERT_EQ(view.shows.size(), 1U);
  EXPECT_EQ(view.shows[0].show, ShowId{3});
  EXPECT_TRUE(sale_.Ask(ReadConcert{ConcertId{99}})->shows.empty());
}

TEST_F(BrowseTest, AShowIsUpcomingThenOnSaleThenClosed) {
  CatalogSpec spec = SmallSale({.capacity = 3});
  spec.rows.shows[0].sale_opens_at = sale_.now + hours(1);
  spec.rows.shows[0].sale_closes_at = sale_.now + hours(2);
  ASSERT_TRUE(sale_.Ask(LoadCatalog{spec}).has_value());
  EXPECT_EQ(States(), (std::vector{ShowState::kUpcoming, ShowState::kOnSale}));
  sale_.now += hours(1);
  EXPECT_EQ(States(), (std::vector{ShowState::kOnSale, ShowState::kOnSale}));
  sale_.now += hours(1);
  EXPECT_EQ(States(), (std::vector{ShowState::kClosed, ShowState::kOnSale}));
}

// Regression: sold-out dates vanished.
TEST_F(BrowseTest, AShowIsSoldOutUntilAHoldEndsAndListedOnRequest) {
  CatalogSpec spec = SmallSale({.capacity = 3});
  spec.rows.concerts[0].seats_per_user_max = 10;
  ASSERT_TRUE(sale_.Ask(LoadCatalog{spec}).has_value());
  const Credential kim = sale_.Join("kim");
  sale_.Hold(kim, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
  EXPECT_EQ(States(), (std::vector{ShowState::kSoldOut, ShowState::kOnSale}));
  EXPECT_EQ(sale_.Ask(ListShows{kim, ConcertId{1}})->size(), 1U);
  const auto all = sale_.Ask(ListShows{kim, ConcertId{1}, true}).value();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].seats_available, 0);
  EXPECT_EQ(all[0].seats_total, 10);
  ASSERT_TRUE(sale_.Ask(LeaveQueue{kim}).has_value());
  EXPECT_EQ(States(), (std::vector{ShowState::kOnSale, ShowState::kOnSale}));
}

}  // namespace
}  // namespace onsale::domain
