// Lists of a user's reservations, and why those that ended did so.
#include <gtest/gtest.h>

#include "domain/hold.h"
#include "domain/sale_testing.h"

namespace onsale::domain {
namespace {

using std::chrono::minutes;
using Filter = ReservationFilter;

class ReservationListTest : public ::testing::Test {
 protected:
  std::vector<ReservationId> List(const ReservationPage& page) {
    std::vector<ReservationId> ids;
    for (const auto& view : sale_.Ask(FindReservations{.user = User("kim"), .page = page}).value())
      ids.push_back(view.reservation.id);
    return ids;
  }
  Reservation Read(ReservationId id) {
    return sale_.Ask(ReadReservation{kim_, id}).value().reservation;
  }
  void Pay(const Reservation& hold) {
    sale_.TopUp("kim", 1'000);
    ASSERT_TRUE(sale_.Ask(sale_.PayCommand(kim_, hold)));
  }

  SmallSaleRows sale_{{.capacity = 3}};
  Credential kim_ = sale_.Join("kim");
  Reservation hold_ = sale_.Hold(kim_, {1});
};

TEST_F(ReservationListTest, AHoldThatRunsOutEndsAtItsLastMoment) {
  sale_.now = hold_.held_until + minutes(1);
  for (int swept = 0; swept < 2; ++swept) {
    EXPECT_EQ(Read(hold_.id).end_reason, EndReason::kExpired) << swept;
    EXPECT_EQ(Read(hold_.id).ended_at, hold_.held_until) << swept;
    sale_.PassTimeNow();
  }
}

TEST_F(ReservationListTest, AHoldThatEndsEarlyHasItsReasonAndTime) {
  sale_.now += minutes(1);
  const Reservation cancelled = sale_.Hold(kim_, {2});
  const Reservation paid = sale_.Hold(kim_, {3});
  ASSERT_TRUE(sale_.Ask(CancelReservation{kim_, cancelled.id}));
  EXPECT_EQ(Read(cancelled.id).end_reason, EndReason::kCancelledByBuyer);
  EXPECT_EQ(Read(cancelled.id).ended_at, sale_.now);
  Pay(paid);
  EXPECT_EQ(Read(hold_.id).end_reason, EndReason::kTurnEnded);
  EXPECT_EQ(Read(paid.id).end_reason, EndReason::kNone);
  kim_ = sale_.Join("kim");
  const Reservation left = sale_.Hold(kim_, {4});
  ASSERT_TRUE(sale_.Ask(LeaveQueue{kim_}));
  EXPECT_EQ(Read(left.id).end_reason, EndReason::kLeftQueue);
}

TEST_F(ReservationListTest, AnEarlierProgramKeptNoReasons) {
  Reservation row = hold_;
  row.status = ReservationStatus::kExpired;
  EXPECT_EQ(ViewOf(row, sale_.now).reservation.ended_at, hold_.held_until);
  row.status = ReservationStatus::kCancelled;
  EXPECT_EQ(ViewOf(row, sale_.now).reservation.end_reason, EndReason::kNone);
}

TEST_F(ReservationListTest, TheFilterSelectsByStatus) {
  const Reservation cancelled = sale_.Hold(kim_, {2});
  ASSERT_TRUE(sale_.Ask(CancelReservation{kim_, cancelled.id}));
  const Reservation paid = sale_.Hold(kim_, {3});
  Pay(paid);
  kim_ = sale_.Join("kim");
  const Reservation held = sale_.Hold(kim_, {4});
  using Ids = std::vector<ReservationId>;
  EXPECT_EQ(List({Filter::kOpen}), (Ids{held.id, paid.id}));
  EXPECT_EQ(List({Filter::kHeld}), Ids{held.id});
  EXPECT_EQ(List({Filter::kPaid}), Ids{paid.id});
  EXPECT_EQ(List({Filter::kEnded}), (Ids{cancelled.id, hold_.id}));
  EXPECT_EQ(List({Filter::kAll}), (Ids{held.id, paid.id, cancelled.id, hold_.id}));
  // The hold is over, but its row is not swept.
  sale_.now = held.held_until;
  EXPECT_EQ(List({Filter::kHeld}), Ids{});
  EXPECT_EQ(List({Filter::kEnded, {}, 1}), Ids{held.id});
}

TEST_F(ReservationListTest, PagesHaveEveryReservationOnce) {
  for (const std::uint32_t seat : {2U, 3U, 4U, 2U}) {
    const Reservation hold = sale_.Hold(kim_, {seat});
    if (seat % 2 == 0) {
      ASSERT_TRUE(sale_.Ask(CancelReservation{kim_, hold.id}));
      sale_.now += minutes(1);
    }
  }
  const std::vector<ReservationId> all = List({Filter::kAll});
  ASSERT_EQ(all.size(), 5U);
  std::vector<ReservationId> found;
  std::optional<ReservationCursor> before;
  for (auto page = List({Filter::kAll, before, 2}); !page.empty();
       page = List({Filter::kAll, before, 2})) {
    EXPECT_LE(page.size(), 2U);
    found.insert(found.end(), page.begin(), page.end());
    before = CursorOf(sale_.rows.reservations.at(page.back()));
  }
  EXPECT_EQ(found, all);
}

}  // namespace
}  // namespace onsale::domain
