// Holds whose seats the server chooses, and holds by hand that leave single seats.
#include <gtest/gtest.h>

#include "domain/sale_testing.h"
#include "domain/single_seats.h"

namespace onsale::domain {
namespace {

using std::chrono::minutes;

// The small sale with another hall: rows 1 and 2 of the floor with ten seats each (1 to 20,
// category a, an aisle between the fifth and the sixth), and a row of the stand with six (21 to 26,
// category b), whose first two are a wheelchair place and its companion seat.
CatalogSpec HallSale(OrphanPolicy orphans, AccessiblePlaces places) {
  CatalogSpec spec = SmallSale({.capacity = 3});
  spec.rows.concerts.front().seats_per_user_max = 12;
  spec.rows.seats.clear();
  for (std::uint32_t n = 1; n <= 26; ++n) {
    const bool floor = n <= 20;
    const std::uint32_t row = floor ? (n - 1) / 10 : 0;
    const std::int64_t at = floor ? (n - 1) % 10 : n - 21;
    spec.rows.seats.push_back({.chart = {1},
                               .number = {n},
                               .section = floor ? "floor" : "stand",
                               .row = std::to_string(row + 1),
                               .label = std::to_string(n),
                               .category = floor ? "a" : "b",
                               .x_cm = 50 * at + (floor && at >= 5 ? 100 : 0) - 300,
                               .y_cm = (floor ? 300 : 1000) + 90 * row});
  }
  ChartSeat& place = spec.rows.seats[20];
  ChartSeat& companion = spec.rows.seats[21];
  place.access = SeatAccess::kWheelchair;
  place.pair = companion.number;
  companion.access = SeatAccess::kCompanion;
  companion.pair = place.number;
  for (Show& show : spec.rows.shows) {
    show.orphans = orphans;
    show.accessible_places = places;
  }
  return spec;
}

class BestHoldTest : public testing::Test {
 protected:
  explicit BestHoldTest(OrphanPolicy orphans = OrphanPolicy::kAvoid,
                        AccessiblePlaces places = AccessiblePlaces::kAnybody) {
    EXPECT_TRUE(sale_.Ask(LoadCatalog{HallSale(orphans, places)}));
  }
  HoldSeats Command(const BestSeats& wanted) {
    HoldSeats command = sale_.HoldCommand(kim_, {});
    command.best = wanted;
    return command;
  }
  // The seats that are chosen, or the refusal.
  std::string Best(const BestSeats& wanted) { return Told(sale_.Ask(Command(wanted))); }
  std::string Hold(std::vector<std::uint32_t> seats) {
    return Told(sale_.Ask(sale_.HoldCommand(lee_, std::move(seats))));
  }
  // Takes two seats of each half of a row of the floor: two of the other three always leave one.
  void HoldToRunsOfThree() {
    for (const std::uint32_t first : {1U, 6U, 11U, 16U}) Hold({first, first + 1});
  }
  std::string Told(const HoldSeats::Answer& answer) {
    if (answer) {
      std::string text;
      for (const ReservedSeat& seat : answer->reservation.seats) {
        text += (text.empty() ? "" : " ") + std::to_string(seat.number.value);
      }
      return text;
    }
    const Refusal& refusal = answer.error();
    const auto list = [](const std::vector<SeatNumber>& seats) {
      std::string text;
      for (const SeatNumber seat : seats) text += ' ' + std::to_string(seat.value);
      return text;
    };
    switch (refusal.code) {
      case RefusalCode::kBestUnavailable:
        return "at most " + std::to_string(refusal.largest_together);
      case RefusalCode::kLeavesSingleSeat:
        return "leaves" + list(refusal.seats) + ", take" + list(refusal.nearest);
      case RefusalCode::kSeatUnavailable:
        return "taken" + list(refusal.seats) + ", take" + list(refusal.nearest);
      case RefusalCode::kTooManySeats:
        return "too many";
      case RefusalCode::kAccessRequired:
        return "access";
      default:
        return "refusal " + std::to_string(static_cast<int>(refusal.code));
    }
  }

  SmallSaleRows sale_{{.capacity = 3}};
  Credential kim_ = sale_.Join("kim");
  Credential lee_ = sale_.Join("lee");
};

class RefuseSinglesTest : public BestHoldTest {
 protected:
  RefuseSinglesTest() : BestHoldTest(OrphanPolicy::kRefuse) {}
};

class AccessClaimTest : public BestHoldTest {
 protected:
  AccessClaimTest() : BestHoldTest(OrphanPolicy::kAvoid, AccessiblePlaces::kAccessClaim) {}
};

TEST_F(BestHoldTest, TheChoiceIsHeldAsSeatsNamedByHandAre) {
  const auto answer = sale_.Ask(Command({.count = 2}));
  ASSERT_TRUE(answer);
  const Reservation& held = answer->reservation;
  EXPECT_EQ(held.amount, Money{200});
  EXPECT_EQ(held.held_until, sale_.now + minutes(5));
  for (const ReservedSeat& seat : held.seats) {
    EXPECT_EQ(sale_.SeatAt(seat.number.value).reservation, held.id);
  }
}

TEST_F(BestHoldTest, NearAndInFrontIsBestAndSinglesAreAvoided) {
  EXPECT_EQ(Best({.count = 2}), "6 7");     // of 6 to 10: three are left beside them
  EXPECT_EQ(Best({.count = 2}), "4 5");     // of 8 to 10 a single one would be left
  EXPECT_EQ(Best({.count = 3}), "8 9 10");  // all three
  EXPECT_EQ(Best({.count = 2}), "16 17");   // of 1 to 3 a single one would be left
  EXPECT_EQ(Best({.count = 2}), "14 15");
  EXPECT_EQ(Best({.count = 1}), "3");  // two are left beside it
}

TEST_F(BestHoldTest, ASingleIsLeftWhereTheCategoryHasNothingElse) {
  HoldToRunsOfThree();
  EXPECT_EQ(Best({.count = 2, .category = "a"}), "4 5");
}

TEST_F(BestHoldTest, OnlyTheWantedPartOfTheHallIsSearched) {
  EXPECT_EQ(Best({.count = 2, .category = "b"}), "25 26");
  EXPECT_EQ(Best({.count = 2, .section = "stand"}), "23 24");
  EXPECT_EQ(Best({.count = 1, .category = "a", .section = "stand"}), "at most 0");
  EXPECT_EQ(Best({.count = 1, .section = "nowhere"}), "at most 0");
  EXPECT_EQ(Best({.count = 6, .section = "floor"}), "at most 5");
}

TEST_F(BestHoldTest, ABlockIsTwoPartsBehindEachOther) {
  EXPECT_EQ(Best({.count = 6}), "at most 5");
  EXPECT_EQ(Best({.count = 6, .together = Together::kBlock}), "6 7 8 16 17 18");
}

TEST_F(BestHoldTest, AnywhereTakesTheLargestParts) {
  EXPECT_EQ(Best({.count = 12, .category = "a", .together = Together::kAny}),
            "1 2 3 4 5 6 7 8 9 10 16 17");
}

TEST_F(BestHoldTest, APairIsHeldTogetherAndNeverSplit) {
  EXPECT_EQ(Best({.count = 1, .accessible = true}), "at most 2");
  EXPECT_EQ(Best({.count = 4, .accessible = true}), "21 22 25 26");
  EXPECT_EQ(Best({.count = 2, .accessible = true}), "at most 0");
}

TEST_F(BestHoldTest, TheTicketLimitComesBeforeTheSeats) {
  EXPECT_EQ(Best({.count = 13}), "too many");
  EXPECT_EQ(Best({.count = 12}), "at most 5");
}

TEST_F(BestHoldTest, ARefusedChoiceChangesNothing) {
  EXPECT_EQ(sale_.Refused(Command({.count = 12})), RefusalCode::kBestUnavailable);
}

TEST_F(BestHoldTest, ARetryGetsTheSameSeats) {
  HoldSeats command = Command({.count = 2});
  command.idempotency_key = IdempotencyKey{.key = "k", .fingerprint = {1, 2, 3, 4}};
  const std::string first = Told(sale_.Ask(command));
  EXPECT_EQ(Told(sale_.Ask(command)), first);
}

TEST_F(BestHoldTest, TakenSeatsComeWithTheNearestFreeOnes) {
  EXPECT_EQ(Best({.count = 2}), "6 7");
  // Two of 8 to 10 would leave a single one.
  EXPECT_EQ(Hold({7, 8}), "taken 7, take 4 5");
  EXPECT_EQ(Hold({7}), "taken 7, take 8");
  EXPECT_EQ(Hold({7, 21}), "taken 7, take");  // there is no such pair
}

TEST_F(BestHoldTest, SinglesByHandAreAllowedUnlessTheShowRefusesThem) {
  EXPECT_EQ(Hold({2, 3}), "2 3");
}

TEST_F(RefuseSinglesTest, AHoldThatLeavesASingleIsRefusedWithTheNearestThatDoesNot) {
  EXPECT_EQ(Hold({2, 3}), "leaves 1, take 1 2");
  EXPECT_EQ(Hold({2, 4}), "leaves 1 3 5, take 1 2");
  EXPECT_EQ(Hold({1, 2}), "1 2");
  EXPECT_EQ(Hold({3, 4}), "leaves 5, take 6 7");
}

TEST_F(RefuseSinglesTest, AnExchangeIsJudgedByWhatItLeaves) {
  const Reservation hold = sale_.Hold(lee_, {1, 2});
  const auto exchange = [&](std::vector<SeatNumber> seats) {
    return Told(sale_.Ask(ExchangeSeats{lee_, hold.id, std::move(seats)}));
  };
  // As a hold of these seats would be, once the first one was cancelled.
  EXPECT_EQ(exchange({{1}, {3}}), "leaves 2, take 1 2");
  EXPECT_EQ(exchange({{1}, {2}, {3}}), "1 2 3");
  EXPECT_EQ(exchange({{1}, {3}}), "leaves 2, take 1 2") << "takes nothing new";
  EXPECT_EQ(exchange({{2}, {3}}), "leaves 1, take 1 2") << "the single seat was the buyer's own";
  EXPECT_EQ(exchange({{1}, {2}}), "1 2");
}

TEST_F(RefuseSinglesTest, WhereTheBuyerCanHardlyAvoidItNothingIsRefused) {
  Hold({1, 2, 3, 4, 5});
  Hold({6, 7});
  // Three are free in the row, and the call takes two.
  EXPECT_EQ(Hold({8, 9}), "8 9");
}

TEST_F(RefuseSinglesTest, WithoutAnyBetterSeatsNothingIsRefused) {
  EXPECT_EQ(Hold({8, 9}), "leaves 10, take 9 10");
  HoldToRunsOfThree();
  EXPECT_EQ(Hold({8, 9}), "8 9");
}

TEST_F(AccessClaimTest, AccessiblePlacesAreRefusedBeforeTheSeats) {
  EXPECT_EQ(Best({.count = 13, .accessible = true}), "too many");
  EXPECT_EQ(Best({.count = 1, .accessible = true}), "access");
  EXPECT_EQ(Best({.count = 2, .section = "floor", .accessible = true}), "access");
  EXPECT_EQ(Hold({21}), "access");
  EXPECT_EQ(Best({.count = 4, .category = "b"}), "23 24 25 26");
}

}  // namespace
}  // namespace onsale::domain
