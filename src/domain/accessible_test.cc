// Accessible places: who may hold them, and the longer hold of buyers who need them.
#include <gtest/gtest.h>

#include "domain/refusal_name_testing.h"
#include "domain/sale_testing.h"

namespace onsale::domain {
namespace {

using std::chrono::minutes;

constexpr RoomPolicy kPolicy{.capacity = 20, .active_time = minutes(10), .hold_time = minutes(4)};

// Seat 1 is a wheelchair place and seat 2 its companion seat, 3 is a wheelchair place alone, 4 is
// step-free. Show `solo-1` gives the places only to buyers who need them.
CatalogSpec AccessibleSale() {
  CatalogSpec spec = SmallSale(kPolicy);
  auto& seats = spec.rows.seats;
  seats[0].access = seats[2].access = SeatAccess::kWheelchair;
  seats[1].access = SeatAccess::kCompanion;
  seats[0].pair = seats[1].number;
  seats[1].pair = seats[0].number;
  seats[3].access = SeatAccess::kStepFree;
  spec.rows.shows[0].accessible_places = AccessiblePlaces::kAccessClaim;
  return spec;
}

class AccessibleTest : public ::testing::Test {
 protected:
  AccessibleTest() { Load(AccessibleSale()); }

  void Load(const CatalogSpec& spec) { EXPECT_TRUE(sale_.Ask(LoadCatalog{spec}).has_value()); }
  Credential Join(std::string_view user, bool access) {
    return sale_
        .Ask(IssueToken{
            .user = User(user), .room = kMainRoom, .rights = Rights({}, {"press"}, access)})
        ->credential;
  }
  // `ok` or the name of the refusal, for holding these seats.
  std::string Hold(const Credential& caller, const std::vector<std::uint32_t>& seats,
                   ShowId show = kSoloOne) {
    const auto answer = sale_.Ask(sale_.HoldCommand(caller, seats, show));
    return answer ? "ok" : RefusalName(answer.error().code);
  }
  // The same for an exchange.
  std::string Exchange(const Credential& caller, const Reservation& hold,
                       const std::vector<std::uint32_t>& seats) {
    ExchangeSeats command{.caller = caller, .id = hold.id};
    for (const std::uint32_t number : seats) command.seats.push_back({number});
    const auto answer = sale_.Ask(std::move(command));
    return answer ? "ok" : RefusalName(answer.error().code);
  }

  SmallSaleRows sale_{kPolicy};
};

TEST_F(AccessibleTest, WheelchairAndCompanionPlacesAreForBuyersWhoNeedThem) {
  const Credential other = Join("other", false);
  EXPECT_EQ(Hold(other, {1}), "access-required");
  EXPECT_EQ(Hold(other, {2}), "access-required");
  EXPECT_EQ(Hold(other, {3, 5}), "access-required") << "all or none";
  EXPECT_EQ(Hold(other, {4, 5}), "ok") << "step-free is for everybody";
  EXPECT_EQ(Hold(Join("needs", true), {1, 2}), "ok");
}

TEST_F(AccessibleTest, AShowMayLeaveThemToAnybody) {
  EXPECT_EQ(Hold(Join("other", false), {1, 2, 3}, kSoloTwo), "ok");
}

TEST_F(AccessibleTest, ItComesAfterTheCapsAndBeforeTakenSeats) {
  const Credential other = Join("other", false);
  EXPECT_EQ(Hold(other, {1, 99}), "seat-unknown");
  EXPECT_EQ(Hold(other, {1, 2, 3, 4, 5}), "too-many-seats");
  EXPECT_EQ(Hold(Join("needs", true), {1, 2, 5}), "ok");
  EXPECT_EQ(Hold(other, {1}), "access-required");
  EXPECT_EQ(Hold(other, {3, 5}), "access-required");
  EXPECT_EQ(Hold(other, {5}), "seat-unavailable");
}

TEST_F(AccessibleTest, AnExchangeIsAskedForWhatItTakesNewly) {
  const Credential other = Join("other", false);
  const Reservation hold = sale_.Hold(other, {9, 10});
  EXPECT_EQ(Exchange(other, hold, {3, 10}), "access-required");
  EXPECT_EQ(sale_.SeatAt(9).reservation, hold.id) << "nothing was changed";
  const Credential needs = Join("needs", true);
  const Reservation accessible = sale_.Hold(needs, {1, 2});
  EXPECT_EQ(Exchange(needs, accessible, {2, 3}), "ok");
}

TEST_F(AccessibleTest, ABuyerWhoNeedsThemHasTwiceTheTimeForEachHold) {
  const Credential needs = Join("needs", true);
  EXPECT_EQ(sale_.Hold(Join("other", false), {6}).held_until, sale_.now + minutes(4));
  EXPECT_EQ(sale_.Hold(needs, {7}).held_until, sale_.now + minutes(8)) << "of any seat";
  EXPECT_EQ(sale_.Hold(needs, {1}, kSoloTwo).held_until, sale_.now + minutes(8));
  // The turn lasts as long as the hold.
  sale_.now += minutes(9);
  const Reservation late = sale_.Hold(needs, {8});
  EXPECT_EQ(sale_.Token(needs).active_until, late.held_until);
  sale_.TopUp("needs", 1000);
  sale_.now = late.held_until - Duration(1);
  EXPECT_TRUE(sale_.Ask(sale_.PayCommand(needs, late)).has_value());
}

TEST_F(AccessibleTest, AnExchangeKeepsTheLongerHold) {
  const Credential needs = Join("needs", true);
  const Reservation hold = sale_.Hold(needs, {6});
  sale_.now += minutes(5);
  ASSERT_EQ(Exchange(needs, hold, {7}), "ok");
  EXPECT_EQ(sale_.SeatAt(7).held_until, hold.held_until);
}

// --- A later catalogue ---

TEST_F(AccessibleTest, APlaceThatBecomesAccessibleStaysWithItsBuyer) {
  const Credential other = Join("other", false);
  const Reservation hold = sale_.Hold(other, {5, 6});
  CatalogSpec spec = AccessibleSale();
  for (const std::size_t at : {4, 5}) {
    spec.rows.seats[at].access = at == 4 ? SeatAccess::kWheelchair : SeatAccess::kCompanion;
    spec.rows.seats[at].pair = {at == 4 ? 6U : 5U};
  }
  Load(spec);
  EXPECT_EQ(sale_.SeatAt(5).reservation, hold.id);
  EXPECT_EQ(Exchange(other, hold, {5, 7}), "ok") << "it takes no accessible place newly";
  EXPECT_EQ(Exchange(other, hold, {5, 6}), "access-required") << "it had given seat 6 back";
  sale_.TopUp("other", 1000);
  EXPECT_TRUE(sale_.Ask(sale_.PayCommand(other, hold)).has_value());
}

TEST_F(AccessibleTest, AnotherPolicyCountsFromTheNextHoldOn) {
  const Credential other = Join("other", false);
  CatalogSpec spec = AccessibleSale();
  spec.rows.shows[0].accessible_places = AccessiblePlaces::kAnybody;
  Load(spec);
  const Reservation hold = sale_.Hold(other, {1});
  Load(AccessibleSale());
  EXPECT_EQ(sale_.SeatAt(1).reservation, hold.id);
  EXPECT_EQ(Hold(other, {2}), "access-required");
}

// --- The rights of a token ---

TEST(AccessRightTest, ItIsAWordBehindTheGroups) {
  const Rights rights(PersonKeyOf("the-same-human-being"), {"press", "fans"}, true);
  EXPECT_TRUE(rights.access());
  EXPECT_TRUE(rights.text().ends_with(" group:press group:fans access")) << rights.text();
  EXPECT_EQ(Rights::Parse(rights.text()), rights);
  EXPECT_EQ(Rights({}, {}, true).text(), "access");
  EXPECT_EQ(Rights::Parse("access"), Rights({}, {}, true));
  EXPECT_FALSE(Rights().access());
  EXPECT_NE(Rights({}, {"access"}), Rights({}, {}, true)) << "a group of that name gives nothing";
  for (const char* text : {"Access", "access ", " access", "access access", "access group:a",
                           "access:", "group:a access group:b"}) {
    EXPECT_EQ(Rights::Parse(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace onsale::domain
