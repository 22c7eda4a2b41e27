// Caps on a buyer's seats: per show and per concert, over all accounts of one person.
#include <gtest/gtest.h>

#include "domain/sale_testing.h"

namespace onsale::domain {
namespace {

class CapsTest : public ::testing::Test {
 protected:
  CapsTest() {
    CatalogSpec spec = SmallSale({.capacity = 20});
    spec.rows.concerts[0].seats_per_concert_max = 5;
    EXPECT_TRUE(sale_.Ask(LoadCatalog{std::move(spec)}).has_value());
  }

  // The user's token; it names the person, unless `person` is empty.
  Credential Join(std::string_view user, std::string_view person) {
    const PersonKey key = person.empty() ? PersonKey{} : PersonKeyOf(person);
    return sale_.Ask(IssueToken{.user = User(user), .room = kMainRoom, .rights = Rights(key, {})})
        ->credential;
  }
  // `ok`, or the refusal: its code or, of a cap, its scope, how many the buyer has, and the limit.
  std::string Hold(const Credential& caller, const std::vector<std::uint32_t>& seats, ShowId show) {
    return Told(sale_.Ask(sale_.HoldCommand(caller, seats, show)));
  }
  static std::string Told(const Result<ReservationView>& answer) {
    if (answer) return "ok";
    const Refusal& refusal = answer.error();
    if (refusal.code == RefusalCode::kSeatUnknown) return "unknown";
    if (refusal.code != RefusalCode::kTooManySeats) return "another refusal";
    return (refusal.scope == CapScope::kShow ? "show " : "concert ") +
           std::to_string(refusal.have) + " of " + std::to_string(refusal.limit);
  }

  SmallSaleRows sale_{{.capacity = 20}};
};

TEST_F(CapsTest, AllAccountsOfAPersonCountTogether) {
  const Credential kim = Join("kim", "one");
  const Credential lee = Join("lee", "one");
  const Credential park = Join("park", "");
  const Credential choi = Join("choi", "two");
  struct Step {
    const Credential& caller;
    std::vector<std::uint32_t> seats;
    ShowId show;
    std::string expected;
  };
  const Step steps[] = {{kim, {1, 2}, kSoloOne, "ok"},
                        {lee, {3}, kSoloOne, "ok"},
                        {lee, {4, 5}, kSoloOne, "show 3 of 4"},
                        {lee, {4}, kSoloOne, "ok"},
                        {park, {5, 6, 7}, kSoloOne, "ok"},
                        {kim, {1, 2}, kSoloTwo, "concert 4 of 5"},
                        {kim, {1}, kSoloTwo, "ok"},
                        {lee, {2}, kSoloTwo, "concert 5 of 5"},
                        {choi, {2, 3}, kSoloTwo, "ok"},
                        {park, {4, 5}, kSoloTwo, "ok"},
                        // Both caps are reached: the show's is reported.
                        {lee, {8}, kSoloOne, "show 4 of 4"},
                        // A seat that does not exist comes before, one that is taken after.
                        {lee, {99}, kSoloOne, "unknown"},
                        {lee, {5}, kSoloOne, "show 4 of 4"}};
  for (const Step& step : steps) {
    EXPECT_EQ(Hold(step.caller, step.seats, step.show), step.expected)
        << "step " << &step - steps << ", seat " << step.seats[0];
  }
}

TEST_F(CapsTest, SeatsOfAHoldThatIsOverDoNotCount) {
  const Credential kim = Join("kim", "one");
  const Credential lee = Join("lee", "one");
  const Reservation hold = sale_.Hold(kim, {1, 2, 3, 4});
  sale_.now = hold.held_until - std::chrono::microseconds(1);
  EXPECT_EQ(Hold(lee, {5}, kSoloOne), "show 4 of 4");
  sale_.now = hold.held_until;
  EXPECT_EQ(Hold(lee, {5}, kSoloOne), "ok");
}

// Whatever the shop says of the user later: what the user has, counts.
TEST_F(CapsTest, TheSeatsOfAUserCountForEveryPersonOfTheUser) {
  const Credential first = Join("kim", "one");
  const Reservation held = sale_.Hold(first, {1, 2, 3});
  sale_.TopUp("kim", 1'000);
  ASSERT_TRUE(sale_.Ask(sale_.PayCommand(first, held)).has_value());
  EXPECT_EQ(Hold(Join("kim", "two"), {4, 5}, kSoloOne), "show 3 of 4");
}

TEST_F(CapsTest, AnExchangeCountsForThePersonOfTheHold) {
  const Credential kim = Join("kim", "one");
  const Credential lee = Join("lee", "one");
  const Reservation hold = sale_.Hold(kim, {1, 2});
  sale_.Hold(lee, {3, 4});
  const auto exchange = [&](std::vector<SeatNumber> seats) {
    return Told(sale_.Ask(ExchangeSeats{.caller = kim, .id = hold.id, .seats = std::move(seats)}));
  };
  EXPECT_EQ(exchange({{1}, {5}, {6}}), "show 3 of 4") << "seat 1 stays, 2 is released";
  EXPECT_EQ(exchange({{5}, {6}}), "ok");
}

TEST(RightsTest, TheTextHasThePersonAndTheGroups) {
  const PersonKey person = PersonKeyOf("0123456789abcdef");
  EXPECT_EQ(person.uuid.ToString(), "9f9f5111-f7b2-7a78-1f1f-1ddde5ebc2dd");
  const std::string name = "person:" + person.uuid.ToString();
  const std::string good[] = {
      "", name, "group:fan-club", "access", name + " group:a group:b", name + " group:a access"};
  for (const std::string& text : good) EXPECT_EQ(Rights::Parse(text)->text(), text);
  std::string many = name;
  for (std::size_t i = 0; i < kGroupsMax; ++i) many += " group:a";
  EXPECT_EQ(Rights::Parse(many)->text(), many);
  many += " group:a";
  const std::string bad[] = {
      " ",      name + " ", name + ' ' + name, "group:a " + name,  "group:", "group:A",
      "Access", "person:1", "group:a  b",      "group:a\ngroup:b", many};
  for (const std::string& text : bad) EXPECT_FALSE(Rights::Parse(text)) << text;
}

}  // namespace
}  // namespace onsale::domain
