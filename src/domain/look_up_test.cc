// What an operator reads of a buyer and of a show's seats.
#include <gmock/gmock.h>

#include "domain/room_testing.h"

namespace onsale::domain {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;

class LookUpTest : public RoomTest {
 protected:
  BuyerView Look(ReadBuyer command) {
    command.user = User("kim");
    if (command.limit == 0) command.limit = 10;
    const auto changes = sale_.rows.changes;
    auto view = sale_.Ask(command).value();
    EXPECT_EQ(sale_.rows.changes, changes) << "a look-up changes nothing";
    return view;
  }
  // The rooms and queue numbers of tokens, such as `main 1`.
  static std::vector<std::string> Names(const std::vector<BuyersTokenView>& tokens) {
    std::vector<std::string> names;
    for (const BuyersTokenView& one : tokens) {
      names.push_back(one.token.room_slug + " " +
                      std::to_string(one.token.credential.key.number.value));
    }
    return names;
  }
  std::vector<SeatHolderView> Seats(const ReadHolders& command) {
    return sale_.Ask(command).value();
  }
};

TEST_F(LookUpTest, OfAnUnknownUserThereIsNothing) {
  const BuyerView view = Look({});
  EXPECT_EQ(view.now, sale_.now);
  EXPECT_EQ(view.balance, Money{});
  EXPECT_TRUE(view.live.empty() && view.tokens.empty() && view.reservations.empty());
}

TEST_F(LookUpTest, ABuyerHasTokensSeatsAndABalance) {
  sale_.TopUp("kim", 1000);
  const Credential first = Issue("kim").credential;
  const Reservation paid = sale_.Hold(first, {1, 2});
  ASSERT_TRUE(sale_.Ask(sale_.PayCommand(first, paid)));
  WaitFor(seconds(1));
  const Credential second = Issue("kim").credential;
  sale_.Hold(second, {6});
  Issue("lee");
  Issue("kim", kSideRoom);

  const BuyerView view = Look({});
  EXPECT_EQ(view.balance, Money{800});
  EXPECT_EQ(view.seats_bought, 2);
  EXPECT_EQ(view.seats_held, 1);
  EXPECT_THAT(Names(view.live), ElementsAre("main 2", "side 1"));
  EXPECT_THAT(Names(view.tokens), ElementsAre("side 1", "main 2", "main 1"));
  EXPECT_EQ(view.tokens[2].token.status, TokenStatus::kExpired);
  EXPECT_EQ(view.tokens[2].token.expiry_reason, ExpiryReason::kPaid);
  EXPECT_EQ(view.tokens[1].admitted_at, sale_.now);
  EXPECT_EQ(view.tokens[1].ends_at, *view.tokens[1].token.active_until);
  EXPECT_EQ(view.reservations.size(), 2U);
}

TEST_F(LookUpTest, ATokenThatWaitsHasAPlaceAndWasNotAdmitted) {
  Issue("a");
  Issue("b");
  Issue("c");
  Issue("kim");
  const BuyersTokenView waiting = Look({}).live.at(0);
  EXPECT_EQ(waiting.token.status, TokenStatus::kWaiting);
  EXPECT_EQ(waiting.token.ahead, 1);
  EXPECT_EQ(waiting.admitted_at, Time{});
  EXPECT_EQ(waiting.ends_at, Time{});
}

TEST_F(LookUpTest, ALookUpClaimsNoTurn) {
  Change({.claim_time = seconds(30)});
  const Credential kim = Issue("kim").credential;
  Issue("b");
  Issue("c");  // waits, so that the turn ends
  EXPECT_TRUE(Look({}).live.at(0).token.claim_before);
  EXPECT_FALSE(sale_.Token(kim).claimed);
  WaitFor(seconds(30));
  EXPECT_TRUE(Look({}).live.empty());
  EXPECT_EQ(Look({}).tokens.at(0).token.expiry_reason, ExpiryReason::kNoShow);
}

TEST_F(LookUpTest, TokensAndReservationsComeInPages) {
  for (int i = 0; i < 3; ++i) {
    const Credential kim = Issue("kim", i == 1 ? kSideRoom : kMainRoom).credential;
    sale_.Hold(kim, {1}, i == 1 ? kDuoOne : kSoloOne);
    WaitFor(seconds(1));
    Leave(kim);
  }
  ReadBuyer page{.limit = 2};
  const BuyerView first = Look(page);
  EXPECT_THAT(Names(first.tokens), ElementsAre("main 2", "side 1"));
  ASSERT_EQ(first.reservations.size(), 2U);
  const Credential& last = first.tokens.back().token.credential;
  page.tokens_before = {.issued_at = last.issued_at, .key = last.key};
  page.reservations_before = CursorOf(first.reservations.back().reservation);
  const BuyerView second = Look(page);
  EXPECT_THAT(Names(second.tokens), ElementsAre("main 1"));
  ASSERT_EQ(second.reservations.size(), 1U);
  EXPECT_EQ(second.reservations[0].reservation.end_reason, EndReason::kLeftQueue);
}

// --- Seats ---

TEST_F(LookUpTest, EachSeatSaysWhoHasItAndUntilWhen) {
  sale_.TopUp("kim", 1000);
  const Credential kim = Issue("kim").credential;
  const Reservation paid = sale_.Hold(kim, {1});
  ASSERT_TRUE(sale_.Ask(sale_.PayCommand(kim, paid)));
  const Reservation held = sale_.Hold(Issue("lee").credential, {2});
  EXPECT_THAT(Seats({.show = kSoloOne, .limit = 3}),
              ElementsAre(SeatHolderView{.number = {1},
                                         .status = SeatStatus::kSold,
                                         .reservation = paid.id,
                                         .user = User("kim")},
                          SeatHolderView{.number = {2},
                                         .status = SeatStatus::kHeld,
                                         .reservation = held.id,
                                         .user = User("lee"),
                                         .held_until = held.held_until},
                          SeatHolderView{.number = {3}}));
  // At its last moment the hold is over, swept or not.
  sale_.now = held.held_until;
  EXPECT_EQ(Seats({.show = kSoloOne, .after = {1}, .limit = 1}).at(0),
            SeatHolderView{.number = {2}});
}

TEST_F(LookUpTest, SeatsAreThoseOfASectionAfterANumber) {
  EXPECT_EQ(Seats({.show = kSoloOne, .limit = 99}).size(), 10U);
  EXPECT_EQ(Seats({.show = kSoloOne, .section = "floor", .after = {8}, .limit = 99}).size(), 2U);
  EXPECT_TRUE(Seats({.show = kSoloOne, .section = "balcony", .limit = 99}).empty());
  EXPECT_TRUE(Seats({.show = {99}, .limit = 99}).empty());
}

}  // namespace
}  // namespace onsale::domain
