// What an operator does to seats by hand: seats held back from sale, and holds that are released.
#include "domain/operator_action.h"
#include "domain/sale_testing.h"

namespace onsale::domain {
namespace {

using std::chrono::minutes;

std::vector<SeatNumber> Numbers(std::initializer_list<std::uint32_t> numbers) {
  std::vector<SeatNumber> seats;
  for (const std::uint32_t number : numbers) seats.push_back({number});
  return seats;
}

class OperatorSeatsTest : public testing::Test {
 protected:
  HoldBackSeats Back(std::initializer_list<std::uint32_t> numbers, ShowId show = kSoloOne) {
    return {.actor = actor_, .show = show, .seats = Numbers(numbers)};
  }
  PutSeatsOnSale OnSale(std::initializer_list<std::uint32_t> numbers) {
    return {.actor = actor_, .show = kSoloOne, .seats = Numbers(numbers)};
  }
  ReleaseReservation Release(const Reservation& reservation) {
    return {.actor = actor_, .id = reservation.id};
  }
  SeatStatus StatusOf(std::uint32_t number) { return sale_.SeatAt(number).status; }
  const OperatorAction& LastAction() { return sale_.rows.actions.rbegin()->second; }

  SmallSaleRows sale_;
  const Actor actor_{.key = {}, .call = "call", .reason = "camera"};
  const Credential kim_ = sale_.Join("kim");
};

TEST_F(OperatorSeatsTest, SeatsHeldBackAreNotForSaleUntilTheyArePutOnSale) {
  const auto back = sale_.Ask(Back({1, 2})).value();
  EXPECT_EQ(back, (SeatsForSaleView{
                      .show = kSoloOne, .changed = {{1}, {2}}, .available = 8, .held_back = 2}));
  EXPECT_EQ(sale_.Refused(sale_.HoldCommand(kim_, {2, 3})), RefusalCode::kSeatUnavailable);
  const auto refused = sale_.Ask(sale_.HoldCommand(kim_, {2, 3})).error();
  EXPECT_EQ(refused.seats, Numbers({2}));
  EXPECT_TRUE(refused.mine.empty());

  const auto again = sale_.Ask(OnSale({1, 2})).value();
  EXPECT_EQ(again.changed, Numbers({1, 2}));
  EXPECT_EQ(again.held_back, 0);
  sale_.Hold(kim_, {2, 3});
}

TEST_F(OperatorSeatsTest, TheServerDoesNotChooseSeatsThatAreHeldBack) {
  ASSERT_TRUE(sale_.Ask(Back({1, 2, 3, 4, 5, 6, 7, 8})));
  HoldSeats best = sale_.HoldCommand(kim_, {});
  best.best = BestSeats{.count = 2};
  EXPECT_EQ(sale_.Ask(best).value().reservation.seats.front().number, SeatNumber{9});
}

TEST_F(OperatorSeatsTest, AHeldOrSoldSeatIsNeitherHeldBackNorPutOnSale) {
  sale_.TopUp("kim", 1000);
  const Reservation paid = sale_.Hold(kim_, {1});
  ASSERT_TRUE(sale_.Ask(sale_.PayCommand(kim_, paid)));
  sale_.Hold(sale_.Join("lee"), {2});
  EXPECT_EQ(sale_.Refused(Back({1, 2, 3})), RefusalCode::kSeatUnavailable);
  EXPECT_EQ(sale_.Ask(Back({1, 2, 3})).error().seats, Numbers({1, 2}));
  EXPECT_EQ(sale_.Ask(OnSale({1, 2, 3})).error().seats, Numbers({1, 2}));
  EXPECT_EQ(StatusOf(3), SeatStatus::kAvailable) << "all or none";
}

TEST_F(OperatorSeatsTest, UnknownSeatsAreNamedFirst) {
  sale_.Hold(kim_, {2});
  const auto refused = sale_.Ask(Back({2, 11, 12})).error();
  EXPECT_EQ(refused.code, RefusalCode::kSeatUnknown);
  EXPECT_EQ(refused.seats, Numbers({11, 12}));
  EXPECT_EQ(sale_.Refused(Back({1}, ShowId{99})), RefusalCode::kSeatUnknown);
}

TEST_F(OperatorSeatsTest, TheRowOfAChangeNamesTheSeatsThatChanged) {
  ASSERT_TRUE(sale_.Ask(Back({2})));
  ASSERT_TRUE(sale_.Ask(Back({1, 2, 3})));
  EXPECT_EQ(LastAction().number, 2);
  EXPECT_EQ(LastAction().actor.reason, "camera");
  EXPECT_EQ(LastAction().before, R"({"show":"solo-1","seats":[1,3],"status":"AVAILABLE"})");
  EXPECT_EQ(LastAction().after, R"({"show":"solo-1","seats":[1,3],"status":"HELD_BACK"})");
  ASSERT_TRUE(sale_.Ask(OnSale({3})));
  EXPECT_EQ(LastAction().before, R"({"show":"solo-1","seats":[3],"status":"HELD_BACK"})");
}

TEST_F(OperatorSeatsTest, ARepeatedCallChangesNothing) {
  ASSERT_TRUE(sale_.Ask(Back({1})));
  const auto changes = sale_.rows.changes;
  EXPECT_TRUE(sale_.Ask(Back({1})).value().changed.empty());
  EXPECT_TRUE(sale_.Ask(OnSale({2})).value().changed.empty());
  EXPECT_EQ(sale_.rows.changes, changes);
}

TEST_F(OperatorSeatsTest, TheLongestChangeFitsIntoItsRow) {
  std::vector<SeatNumber> seats;
  for (std::size_t i = 0; i < kSeatsByHandMax; ++i) {
    seats.push_back({static_cast<std::uint32_t>(4'294'000'000 + i)});
  }
  const ActionText text = TextOfSeats(std::string(64, 'x'), seats, true);
  EXPECT_LE(std::max(text.before.size(), text.after.size()), kActionTextMax);
}

TEST_F(OperatorSeatsTest, WhoseHoldIsOverButNotSweptLosesTheSeat) {
  const Reservation hold = sale_.Hold(kim_, {1});
  sale_.now = hold.held_until;
  EXPECT_EQ(sale_.Ask(Back({1})).value().changed, Numbers({1}));
  sale_.PassTimeNow();
  EXPECT_EQ(StatusOf(1), SeatStatus::kHeldBack) << "the sweep frees only seats of the hold";
}

TEST_F(OperatorSeatsTest, WithoutAFreeSeatTheRoomIsSoldOutUntilSeatsArePutOnSale) {
  SmallSaleRows sale({.capacity = 1});
  sale.Join("kim");
  const Credential lee = sale.Join("lee");
  for (const ShowId show : {kSoloOne, kSoloTwo}) {
    std::vector<SeatNumber> all;
    for (std::uint32_t number = 1; number <= 10; ++number) all.push_back({number});
    ASSERT_TRUE(sale.Ask(HoldBackSeats{.actor = actor_, .show = show, .seats = all}));
  }
  EXPECT_TRUE(sale.rows.Find(kMainRoom)->sold_out);
  EXPECT_TRUE(sale.Ask(ReadToken{lee}).value().sold_out);
  ASSERT_TRUE(sale.Ask(OnSale({7})));
  EXPECT_FALSE(sale.rows.Find(kMainRoom)->sold_out);
}

TEST_F(OperatorSeatsTest, SeatsHeldBackAreCountedByThemselves) {
  sale_.Hold(kim_, {1});
  ASSERT_TRUE(sale_.Ask(Back({2, 3})));
  const SeatTally counts = sale_.Ask(ReadSale{}).value().shows.at(0).all;
  EXPECT_EQ(counts, (SeatTally{.seats = 10, .free = 7, .held = 1}));
  EXPECT_EQ(counts.held_back(), 2);
  EXPECT_TRUE(sale_.Ask(FindReservations{.seat = {kSoloOne, {2}}}).value().empty());
}

TEST_F(OperatorSeatsTest, ACatalogueMayDropAFreeSeatAndKeepsThoseHeldBack) {
  ASSERT_TRUE(sale_.Ask(Back({9})));
  CatalogSpec spec = SmallSale({.capacity = 2});
  std::erase_if(spec.rows.seats, [](const ChartSeat& seat) { return seat.number.value == 10; });
  ASSERT_TRUE(sale_.Ask(LoadCatalog{spec}));
  EXPECT_EQ(StatusOf(9), SeatStatus::kHeldBack);
  EXPECT_EQ(sale_.rows.Find(SeatKey{kSoloOne, {10}}), nullptr);
}

// --- Holds that are released ---

TEST_F(OperatorSeatsTest, AReleasedHoldIsCancelledByTheOperator) {
  const Reservation hold = sale_.Hold(kim_, {1, 2});
  sale_.now += minutes(1);
  const Reservation released = sale_.Ask(Release(hold)).value().reservation;
  EXPECT_EQ(released.status, ReservationStatus::kCancelled);
  EXPECT_EQ(released.end_reason, EndReason::kCancelledByOperator);
  EXPECT_EQ(released.ended_at, sale_.now);
  EXPECT_EQ(StatusOf(1), SeatStatus::kAvailable);
  const std::string id = hold.id.uuid.ToString();
  EXPECT_EQ(LastAction().before, R"({"reservation":")" + id + R"(","status":"HELD"})");
  EXPECT_EQ(LastAction().after, R"({"reservation":")" + id + R"(","status":"CANCELLED"})");
  sale_.Hold(kim_, {2, 3});
}

TEST_F(OperatorSeatsTest, AfterAReleaseThePaymentIsRefusedWithTheReason) {
  sale_.TopUp("kim", 1000);
  const Reservation hold = sale_.Hold(kim_, {1});
  ASSERT_TRUE(sale_.Ask(Release(hold)));
  const auto refused = sale_.Ask(sale_.PayCommand(kim_, hold)).error();
  EXPECT_EQ(refused.code, RefusalCode::kReservationCancelled);
  EXPECT_EQ(refused.end_reason, EndReason::kCancelledByOperator);
  EXPECT_EQ(sale_.rows.payments.size(), 0U);
}

TEST_F(OperatorSeatsTest, AfterThePaymentAReleaseIsRefusedWithThePayment) {
  sale_.TopUp("kim", 1000);
  const Reservation hold = sale_.Hold(kim_, {1});
  const auto paid = sale_.Ask(sale_.PayCommand(kim_, hold)).value();
  EXPECT_EQ(sale_.Refused(Release(hold)), RefusalCode::kReservationPaid);
  EXPECT_EQ(sale_.Ask(Release(hold)).error().payment, paid.reservation.payment);
}

TEST_F(OperatorSeatsTest, ARepeatedReleaseChangesNothing) {
  const Reservation hold = sale_.Hold(kim_, {1});
  ASSERT_TRUE(sale_.Ask(Release(hold)));
  const auto changes = sale_.rows.changes;
  EXPECT_TRUE(sale_.Ask(Release(hold)));
  EXPECT_EQ(sale_.rows.changes, changes);
}

TEST_F(OperatorSeatsTest, AnOutcomeSaysWhetherTheCommandChangedSomething) {
  const Reservation hold = sale_.Hold(kim_, {1});
  const auto action_of = [this](Command command) {
    return OperatorActionOf(Decide(command, sale_.rows, sale_.now));
  };
  EXPECT_EQ(action_of(Back({1})), 0) << "refused";
  EXPECT_EQ(action_of(Release(hold)), 1);
  EXPECT_EQ(action_of(Release(hold)), 0) << "a second time";
  EXPECT_EQ(action_of(Back({2, 3})), 2);
  EXPECT_EQ(action_of(Back({2, 3})), 0);
  EXPECT_EQ(action_of(ReadSale{}), 0);
  EXPECT_EQ(action_of(OnSale({3})), 3);
}

TEST_F(OperatorSeatsTest, AnEndedOrUnknownHoldIsNotReleased) {
  const Reservation cancelled = sale_.Hold(kim_, {1});
  ASSERT_TRUE(sale_.Ask(CancelReservation{kim_, cancelled.id}));
  EXPECT_EQ(sale_.Refused(Release(cancelled)), RefusalCode::kReservationCancelled);
  const Reservation over = sale_.Hold(kim_, {1});
  sale_.now = over.held_until;
  EXPECT_EQ(sale_.Refused(Release(over)), RefusalCode::kHoldExpired);
  EXPECT_EQ(sale_.Refused(Release({.id = {sale_.ids.Next()}})), RefusalCode::kReservationUnknown);
}

TEST_F(OperatorSeatsTest, AfterTheTimeToChooseTheTurnEndsWithItsLastHold) {
  sale_.now = sale_.Token(kim_).choose_until - minutes(1);
  const Reservation first = sale_.Hold(kim_, {1});
  const Reservation second = sale_.Hold(kim_, {2});
  sale_.now += minutes(2);
  ASSERT_TRUE(sale_.Ask(Release(first)));
  EXPECT_EQ(sale_.Token(kim_).active_until, second.held_until);
  ASSERT_TRUE(sale_.Ask(Release(second)));
  sale_.PassTimeNow();
  EXPECT_EQ(sale_.Token(kim_).expiry_reason, ExpiryReason::kTimeUp);
}

}  // namespace
}  // namespace onsale::domain
