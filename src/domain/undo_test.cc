// Undo: a room or seats become what they were before a change, if they are still as it left them.
#include "domain/undo.h"

#include "domain/room_testing.h"

namespace onsale::domain {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;

class UndoTest : public RoomTest {
 protected:
  UndoRoomChange Undo(RoomMembers before, RoomMembers after) {
    return {.actor = actor_,
            .room = "main",
            .before = std::move(before),
            .after = std::move(after),
            .fresh_seed = base::Sha256Of("another seed")};
  }
  std::vector<std::string> Differing(RoomMembers before, RoomMembers after) {
    const auto answer = sale_.Ask(Undo(std::move(before), std::move(after)));
    EXPECT_EQ(answer.error().code, RefusalCode::kUndoConflict);
    return answer.error().differs;
  }
  UndoSeats UndoOf(std::vector<SeatNumber> seats, bool held_back) {
    return {.actor = actor_, .show = kSoloOne, .seats = std::move(seats), .held_back = held_back};
  }
  HoldBackSeats Back(std::vector<SeatNumber> seats) {
    return {.actor = actor_, .show = kSoloOne, .seats = std::move(seats)};
  }
  const OperatorAction& LastAction() { return sale_.rows.actions.rbegin()->second; }

  const Actor actor_{.key = {}, .call = "undoOperatorAction", .reason = "by mistake"};
};

TEST_F(UndoTest, AChangeOfThePolicyIsTakenBack) {
  ASSERT_TRUE(Change({.capacity = 7, .hold_time = minutes(4)}));
  const RoomMembers before{.policy = {.capacity = 2, .hold_time = minutes(5)}};
  const RoomMembers after{.policy = {.capacity = 7, .hold_time = minutes(4)}};
  const UndoneView undone = sale_.Ask(Undo(before, after)).value();
  EXPECT_EQ(undone.number, 2);
  EXPECT_EQ(undone.room->before.policy.capacity, 7);
  EXPECT_EQ(undone.room->room.policy.capacity, 2);
  EXPECT_EQ(MainRoom().policy.capacity, 2);
  EXPECT_EQ(MainRoom().policy.hold_time, minutes(5));
  EXPECT_EQ(LastAction().actor.reason, "by mistake");
  EXPECT_EQ(LastAction().before, R"({"room":"main","capacity":7,"holdTime":"4m"})");
  EXPECT_EQ(LastAction().after, R"({"room":"main","capacity":2,"holdTime":"5m"})");
  EXPECT_EQ(sale_.Ask(Undo(after, before)).value().number, 3) << "the undo is undone";
  EXPECT_EQ(MainRoom().policy.capacity, 7);
}

TEST_F(UndoTest, WhatChangedSinceIsNamedAndNothingElseCounts) {
  ASSERT_TRUE(Change({.capacity = 7, .hold_time = minutes(4)}));
  ASSERT_TRUE(Change({.capacity = 8, .entry_burst = 3, .state = RoomState::kPaused}));
  EXPECT_EQ(Differing({.policy = {.capacity = 2, .hold_time = minutes(5)}},
                      {.policy = {.capacity = 7, .hold_time = minutes(4)}}),
            std::vector<std::string>{"capacity"});
  EXPECT_EQ(Differing({.state = RoomState::kClosed}, {.state = RoomState::kOpen}),
            std::vector<std::string>{"state"});
  ASSERT_TRUE(sale_.Ask(
      Undo({.policy = {.hold_time = minutes(5)}}, {.policy = {.hold_time = minutes(4)}})));
  EXPECT_EQ(MainRoom().policy.capacity, 8) << "later changes of other members stay";
}

TEST_F(UndoTest, APauseIsTakenBackAndAnUnknownRoomIsNot) {
  ASSERT_TRUE(Change({.state = RoomState::kPaused}));
  UndoRoomChange undo = Undo({.state = RoomState::kOpen}, {.state = RoomState::kPaused});
  undo.room = "nowhere";
  EXPECT_EQ(sale_.Refused(undo), RefusalCode::kRoomUnknown);
  undo.room = "main";
  ASSERT_TRUE(sale_.Ask(undo));
  EXPECT_EQ(MainRoom().state, RoomState::kOpen);
}

// A text has milliseconds; the room's moment may have more digits.
TEST_F(UndoTest, AnOpeningIsComparedInMillisecondsAndTakenBack) {
  const Time first = sale_.now + hours(1);
  const Time second = sale_.now + hours(2) + microseconds(1'234);
  Schedule(hours(1));
  ASSERT_TRUE(Change({.state = RoomState::kScheduled, .opens_at = second}));
  EXPECT_EQ(Differing({.opens_at = first}, {.opens_at = first}),
            std::vector<std::string>{"opensAt"});
  const Time written = second - microseconds(234);
  ASSERT_TRUE(sale_.Ask(Undo({.opens_at = first}, {.opens_at = written})));
  EXPECT_EQ(MainRoom().opens_at, first);
  EXPECT_EQ(MainRoom().state, RoomState::kScheduled);
}

TEST_F(UndoTest, AnOpeningThatHasPassedIsNotBroughtBack) {
  Schedule(hours(1));
  const RoomMembers scheduled{.state = RoomState::kScheduled, .opens_at = MainRoom().opens_at};
  ASSERT_TRUE(Change({.state = RoomState::kPaused}));
  const RoomMembers paused{.state = RoomState::kPaused, .opens_at = Time{}};
  sale_.now += hours(1);
  EXPECT_EQ(sale_.Ask(Undo(scheduled, paused)).error(), (Refusal{.code = RefusalCode::kUndoConflict,
                                                                 .opens_at = *scheduled.opens_at,
                                                                 .differs = {"opensAt"}}));
  EXPECT_EQ(MainRoom().state, RoomState::kPaused);
}

TEST_F(UndoTest, NobodyMayWaitInARoomThatIsScheduledAgain) {
  Issue("kim"), Issue("lee"), Issue("ann");
  const RoomMembers scheduled{.state = RoomState::kScheduled, .opens_at = sale_.now + hours(1)};
  EXPECT_EQ(sale_.Refused(Undo(scheduled, {.state = RoomState::kOpen, .opens_at = Time{}})),
            RefusalCode::kRoomInUse);
}

TEST_F(UndoTest, ACommittedDrawIsNeitherDrawnNorDroppedByAnUndo) {
  ASSERT_TRUE(Change(
      {.mode = RoomMode::kDraw, .state = RoomState::kScheduled, .opens_at = sale_.now + hours(1)}));
  const RoomMembers open{.state = RoomState::kOpen, .opens_at = Time{}};
  EXPECT_EQ(sale_.Refused(Undo(open, {.state = RoomState::kScheduled})),
            RefusalCode::kDrawCommitted);
  EXPECT_EQ(sale_.Refused(
                Undo({.policy = {.mode = RoomMode::kFifo}}, {.policy = {.mode = RoomMode::kDraw}})),
            RefusalCode::kDrawCommitted);
  EXPECT_TRUE(InLobby(MainRoom()));
}

TEST_F(UndoTest, APresaleIsTakenBackByItsParts) {
  const Time until = sale_.now + hours(1);
  RoomChange change;
  change.presale = Presale{.group = "fans", .until = until};
  ASSERT_TRUE(Change(change));
  const RoomMembers later{.presale_until = until + hours(1)};
  EXPECT_EQ(Differing({.presale_until = until}, later), std::vector<std::string>{"presaleUntil"});
  ASSERT_TRUE(sale_.Ask(Undo(later, {.presale_until = until})));
  EXPECT_EQ(MainRoom().presale, (Presale{.group = "fans", .until = until + hours(1)}));
  ASSERT_TRUE(sale_.Ask(Undo({.presale_group = "", .presale_until = Time{}},
                             {.presale_group = "fans", .presale_until = until + hours(1)})));
  EXPECT_EQ(MainRoom().presale, Presale{});
}

TEST_F(UndoTest, ANoticeIsTakenBack) {
  ASSERT_TRUE(
      sale_.Ask(ChangeNotice{.actor = actor_, .room = "main", .korean = "곧", .english = "soon"}));
  sale_.now += minutes(1);
  ASSERT_TRUE(sale_.Ask(Undo({.notice_english = "later"}, {.notice_english = "soon"})));
  EXPECT_EQ(MainRoom().notice, (Notice{.korean = "곧", .english = "later", .set_at = sale_.now}));
  EXPECT_EQ(Differing({.notice_english = ""}, {.notice_english = "soon"}),
            std::vector<std::string>{"noticeEnglish"});
  ASSERT_TRUE(sale_.Ask(Undo({.notice_korean = "", .notice_english = ""},
                             {.notice_korean = "곧", .notice_english = "later"})));
  EXPECT_EQ(MainRoom().notice, Notice{});
}

TEST_F(UndoTest, SeatsHeldBackAreOnSaleAgainAndTheOtherWayRound) {
  ASSERT_TRUE(sale_.Ask(Back({{1}, {2}})));
  const UndoneView undone = sale_.Ask(UndoOf({{1}, {2}}, true)).value();
  EXPECT_EQ(undone.number, 2);
  EXPECT_EQ(undone.show, kSoloOne);
  EXPECT_EQ(undone.seats, (std::vector<SeatNumber>{{1}, {2}}));
  EXPECT_FALSE(undone.room);
  EXPECT_EQ(sale_.SeatAt(1).status, SeatStatus::kAvailable);
  EXPECT_EQ(LastAction().after, R"({"show":"solo-1","seats":[1,2],"status":"AVAILABLE"})");
  ASSERT_TRUE(sale_.Ask(UndoOf({{1}, {2}}, false)));
  EXPECT_EQ(sale_.SeatAt(2).status, SeatStatus::kHeldBack);
}

TEST_F(UndoTest, SeatsThatChangedSinceAreNamed) {
  ASSERT_TRUE(sale_.Ask(Back({{1}, {2}, {3}})));
  ASSERT_TRUE(sale_.Ask(PutSeatsOnSale{.actor = actor_, .show = kSoloOne, .seats = {{1}, {2}}}));
  sale_.Hold(Issue("kim").credential, {2});
  EXPECT_EQ(sale_.Refused(UndoOf({{1}, {2}, {3}, {99}}, true)), RefusalCode::kUndoConflict);
  EXPECT_EQ(sale_.Ask(UndoOf({{1}, {2}, {3}, {99}}, true)).error().seats,
            (std::vector<SeatNumber>{{1}, {2}, {99}}));
  EXPECT_EQ(sale_.Ask(UndoOf({{1}, {2}}, false)).error().seats, std::vector<SeatNumber>{{2}});
}

}  // namespace
}  // namespace onsale::domain
