#include "rehearsal/venue/real_sales.h"

#include <gtest/gtest.h>

#include "rehearsal/wire/server_testing.h"

namespace onsale::rehearsal {
namespace {

constexpr std::string_view kOurs = R"({"reservations":[{"amount":1,"userId":"rehearsal-7-12"}]})";
constexpr std::string_view kOfSomebody = R"({"reservations":[{"userId":"kim"}]})";

TEST(RealSalesTest, OnlyUsersOfARehearsalAreOfARehearsal) {
  EXPECT_TRUE(IsOfRehearsals(kOurs));
  EXPECT_TRUE(IsOfRehearsals(R"({"reservations":[]})"));  // released since the seats were read
  EXPECT_FALSE(IsOfRehearsals(kOfSomebody));
  EXPECT_FALSE(IsOfRehearsals(R"({"reservations":[{}]})"));
  EXPECT_FALSE(IsOfRehearsals(
      R"({"reservations":[{"userId":"rehearsal-1-1"},{"userId":"xrehearsal-1-1"}]})"));
}

TEST(RealSalesTest, AResponseOfAnotherFormIsNotOfARehearsal) {
  for (const std::string_view json :
       {"", "{}", "[]", R"({"reservations":1})", "{\"reservations\""}) {
    EXPECT_FALSE(IsOfRehearsals(json)) << json;
  }
}

class RefuseRealSalesTest : public testing::Test {
 protected:
  // What RefuseRealSales says about a show with these sold seats, if the server answers `body` for
  // each; empty: it may be rehearsed.
  std::string Refusal(std::initializer_list<std::uint32_t> sold, std::string_view body) {
    TestServer server([body](std::string_view) {
      return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
             std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
    });
    plan_.server = server.address();
    Venue venue;
    Show& show = venue.shows.emplace_back();
    show.id = "a";
    show.chart.number_max = 9;
    show.sold_before = SeatSet(9);
    show.sold_before_known = true;
    for (const std::uint32_t seat : sold) show.sold_before.Add(seat);
    Connections connections({.address = plan_.server, .count_max = 2});
    Errands errands(connections, {"127.0.0.1", std::chrono::seconds(10)});
    const auto done = RefuseRealSales(plan_, venue, errands);
    return done ? "" : done.error();
  }

  Plan plan_{.server = {}, .host = "127.0.0.1", .access_key = "a-key"};
};

TEST_F(RefuseRealSalesTest, AShowWithoutSalesMayBeRehearsed) {
  plan_.access_key.clear();
  EXPECT_EQ(Refusal({}, kOfSomebody), "");
}

TEST_F(RefuseRealSalesTest, AShowWithSalesOfRehearsalsMayBeRehearsedAgain) {
  EXPECT_EQ(Refusal({1, 9}, kOurs), "");
}

TEST_F(RefuseRealSalesTest, AShowWithARealSaleIsRefused) {
  EXPECT_EQ(Refusal({1, 9}, kOfSomebody),
            "show 'a' has sold seats that are not a rehearsal's; give --yes to buy there anyway");
}

TEST_F(RefuseRealSalesTest, WithoutTheKeyEverySaleMayBeReal) {
  plan_.access_key.clear();
  EXPECT_EQ(Refusal({1}, kOurs),
            "show 'a' has sold seats, and only --key-file shows whether they are a "
            "rehearsal's; give --yes to buy there anyway");
}

TEST_F(RefuseRealSalesTest, YesBuysAnyway) {
  plan_.buys_anyway = true;
  EXPECT_EQ(Refusal({1}, kOfSomebody), "");
}

}  // namespace
}  // namespace onsale::rehearsal
