// Rooms: claims, the entry rate, the estimated wait and policy changes.
#include "base/await_testing.h"
#include "domain/admission.h"
#include "domain/room_testing.h"

namespace onsale::domain {
namespace {

using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;

TEST_F(RoomTest, RoomsAreListedInOrder) {
  const auto rooms = sale_.Ask(ListRooms{}).value();
  ASSERT_EQ(rooms.size(), 2U);
  EXPECT_EQ(rooms[0].room.slug, "main");
  EXPECT_EQ(rooms[1].room.slug, "side");
}

TEST_F(RoomTest, TheSaleInNumbersHasEveryRoomAndShow) {
  const auto before = sale_.Ask(ReadSale{}).value();
  ASSERT_EQ(before.rooms.size(), 2U);
  EXPECT_EQ(before.rooms[0].room.slug, "main");
  ASSERT_FALSE(before.shows.empty());
  const SeatTally& free = before.shows[0].all;
  EXPECT_EQ(free, (SeatTally{.seats = free.seats, .free = free.seats}));
  EXPECT_FALSE(before.rooms[0].front_wait);

  sale_.Hold(Issue("kim").credential, {1, 2});
  const auto after = sale_.Ask(ReadSale{}).value();
  EXPECT_EQ(after.shows[0].all,
            (SeatTally{.seats = free.seats, .free = free.seats - 2, .held = 2}));
  EXPECT_EQ(after.rooms[0].room.active, 1);
  EXPECT_EQ(after.rooms[0].funnel.holds, 1);
}

TEST_F(RoomTest, TheSaleInNumbersSaysHowLongTheFrontOfTheLineHasWaited) {
  const Credential kim = Issue("kim").credential;
  Issue("lee");
  Issue("ann");
  WaitFor(seconds(5));
  Issue("ben");
  WaitFor(seconds(2));
  const auto front = [this] { return sale_.Ask(ReadSale{}).value().rooms[0].front_wait; };
  EXPECT_EQ(front(), seconds(7));
  Leave(kim);
  sale_.PassTimeNow();
  EXPECT_EQ(front(), seconds(2)) << "`ann` is admitted";
}

TEST_F(RoomTest, AShowWhoseSaleIsOverIsNotInTheNumbers) {
  const auto before = sale_.Ask(ReadSale{}).value();
  ASSERT_FALSE(before.shows.empty());
  for (const Show& show : sale_.rows.catalog().rows().shows) {
    sale_.now = std::max(sale_.now, show.sale_closes_at);
  }
  EXPECT_TRUE(sale_.Ask(ReadSale{}).value().shows.empty());
  EXPECT_EQ(sale_.Ask(ReadSale{.all_shows = true}).value().shows, before.shows);
}

// --- Claims ---

TEST_F(RoomTest, OnlyTheFirstCallClaims) {
  Change({.claim_time = seconds(30)});
  const Credential kim = Issue("kim").credential;
  Read(kim);
  const auto changes = sale_.rows.changes;
  EXPECT_EQ(Read(kim).claim_before, std::nullopt);
  EXPECT_EQ(sale_.rows.changes, changes);
  EXPECT_EQ(Read(kim).active_until, sale_.now + minutes(10));
}

TEST_F(RoomTest, WithoutAClaimTimeACallChangesNothing) {
  const Credential kim = Issue("kim").credential;
  const auto changes = sale_.rows.changes;
  Read(kim);
  EXPECT_EQ(sale_.rows.changes, changes);
}

TEST_F(RoomTest, AnInvalidTokenClaimsNothing) {
  Change({.claim_time = seconds(30)});
  Credential old = Issue("kim").credential;
  Issue("lee");
  Issue("park");  // `park` waits
  old.issued_at -= microseconds(1);
  EXPECT_FALSE(sale_.Ask(ReadToken{old}).has_value());
  WaitFor(seconds(30));
  EXPECT_EQ(Funnel().no_shows, 2);
}

TEST_F(RoomTest, AClaimTimeLongerThanTheTurnEndsWithIt) {
  Change({.active_time = seconds(10), .claim_time = seconds(30)});
  const TokenView kim = Issue("kim");
  EXPECT_EQ(kim.claim_before, sale_.now + seconds(10));
  EXPECT_EQ(kim.active_until, sale_.now + seconds(10));
}

// --- Entry rate ---

TEST_F(RoomTest, TheNextAdmissionIsDueByTime) {
  Change({.capacity = 100, .entry_per_minute = 60, .entry_burst = 1});
  Issue("a");
  EXPECT_EQ(NextRoomDue(MainRoom()), sale_.rows.catalog().Find(kSoloTwo)->sale_closes_at);
  Issue("b");
  EXPECT_EQ(NextRoomDue(MainRoom()), sale_.now + seconds(1));
}

TEST_F(RoomTest, ARateThatDoesNotDivideAMinuteIsNeverExceeded) {
  Change({.capacity = 1'000, .entry_per_minute = 7, .entry_burst = 1});
  for (int i = 0; i < 20; ++i) Issue("u" + std::to_string(i));
  const Time began = sale_.now;
  base::Await("eight admissions", [this] {
    if (Funnel().admitted >= 8) return true;
    WaitFor(*NextRoomDue(MainRoom()) - sale_.now);
    return false;
  });
  // At 7 admissions a minute, the first is immediate and the eighth is at least a minute later.
  EXPECT_GE(sale_.now, began + minutes(1));
  EXPECT_LE(sale_.now, began + minutes(1) + microseconds(7));
}

TEST_F(RoomTest, TheEstimateIsNotSoonerThanTheEntryRateAllows) {
  Room room{.policy = {.entry_per_minute = 60}, .rate = {.start = sale_.now, .current = 6'000}};
  room.entry_due = sale_.now + minutes(1);
  EXPECT_GE(EstimateWait(room, 99, sale_.now + minutes(1)), seconds(99));
  room.policy.entry_per_minute = 0;
  EXPECT_LE(EstimateWait(room, 99, sale_.now + minutes(1)), seconds(2));
}

TEST_F(RoomTest, TheEstimateIsUnknownWhileNobodyIsAdmitted) {
  Room room{.rate = {.start = sale_.now, .current = 60}};
  EXPECT_NE(EstimateWait(room, 0, sale_.now + seconds(30)), std::nullopt);
  room.sold_out = true;
  EXPECT_EQ(EstimateWait(room, 0, sale_.now + seconds(30)), std::nullopt);
  room.sold_out = false;
  room.sale_from = sale_.now + minutes(1);
  EXPECT_EQ(EstimateWait(room, 0, sale_.now + seconds(30)), std::nullopt);
  room.sale_from = {};
  room.state = RoomState::kPaused;
  EXPECT_EQ(EstimateWait(room, 0, sale_.now + seconds(30)), std::nullopt);
}

// --- Policy changes ---

TEST_F(RoomTest, TurnsAboveALoweredCapacityAreAllowedUntilTheyEnd) {
  const Credential a = Issue("a").credential;
  Issue("b");
  EXPECT_EQ(MainRoom().active_max, 2);
  Change({.capacity = 1});
  EXPECT_EQ(MainRoom().active_max, 2);
  Leave(a);
  EXPECT_EQ(MainRoom().active_max, 1);
}

TEST_F(RoomTest, TurnsOfModeOpenAreAllowedAfterIt) {
  Change({.mode = RoomMode::kNoQueue});
  EXPECT_EQ(MainRoom().active_max, 0);
  for (const char* name : {"a", "b", "c"}) Issue(name);
  Change({.mode = RoomMode::kFifo});
  EXPECT_EQ(MainRoom().active_max, 3);
}

TEST_F(RoomTest, AnExcessAdmissionDoesNotRaiseTheBound) {
  Room room{.policy = {.capacity = 2}, .active = 3, .active_max = 2};
  BoundActive(room);
  EXPECT_EQ(room.active_max, 2);
  ChangePolicy(room, {.capacity = 1}, sale_.now);
  EXPECT_EQ(room.active_max, 2);
}

TEST_F(RoomTest, ARoomOfAnEarlierVersionGetsABoundWhenATurnEnds) {
  Room room{.policy = {.capacity = 1}, .active = 3};
  BoundActive(room);
  EXPECT_EQ(room.active_max, 3);
}

TEST_F(RoomTest, AnEmptyChangeChangesNoPolicy) {
  const RoomPolicy before = MainRoom().policy;
  Change({});
  EXPECT_EQ(MainRoom().policy, before);
}

// --- Notices ---

ChangeNotice NoticeOf(std::string korean, std::string english) {
  return {.actor = {.key = {}, .call = "setNotice", .reason = {}},
          .room = "main",
          .korean = std::move(korean),
          .english = std::move(english)};
}

TEST_F(RoomTest, ANoticeIsShownToThoseWhoWaitAndToAnybodyWhoReadsTheRoom) {
  const Credential kim = Issue("kim").credential;
  Issue("lee");
  const Credential ann = Issue("ann").credential;
  const Notice notice{.korean = "잠시", .english = "one moment", .set_at = sale_.now};
  const auto changed = sale_.Ask(NoticeOf("잠시", "one moment")).value();
  EXPECT_EQ(changed.room.notice, notice);
  EXPECT_TRUE(changed.before.notice.IsEmpty());
  EXPECT_EQ(Read(ann).notice, notice);
  EXPECT_TRUE(Read(kim).notice.IsEmpty()) << "of an ACTIVE token";
  EXPECT_EQ(sale_.Ask(ReadRoom{"main"}).value().room.notice, notice);
  EXPECT_TRUE(sale_.Ask(ReadRoom{"side"}).value().room.notice.IsEmpty());
}

TEST_F(RoomTest, ANoticeIsReplacedAsAWholeAndRemoved) {
  ASSERT_TRUE(sale_.Ask(NoticeOf("잠시", "one moment")));
  sale_.now += seconds(1);
  ASSERT_TRUE(sale_.Ask(NoticeOf("곧", "")));
  EXPECT_EQ(MainRoom().notice, (Notice{.korean = "곧", .english = "", .set_at = sale_.now}));
  ASSERT_TRUE(sale_.Ask(NoticeOf("", "")));
  EXPECT_EQ(MainRoom().notice, Notice{});
  const OperatorAction& removed = sale_.rows.actions.rbegin()->second;
  EXPECT_EQ(removed.before, R"({"room":"main","noticeKorean":"곧"})");
  EXPECT_EQ(removed.after, R"({"room":"main","noticeKorean":null})");
}

TEST_F(RoomTest, TheSameNoticeAgainChangesNothing) {
  ASSERT_TRUE(sale_.Ask(NoticeOf("", "one moment")));
  sale_.now += seconds(1);
  const auto changes = sale_.rows.changes;
  EXPECT_TRUE(sale_.Ask(NoticeOf("", "one moment")));
  EXPECT_EQ(sale_.rows.changes, changes);
  ChangeNotice nowhere = NoticeOf("", "one moment");
  nowhere.room = "nowhere";
  EXPECT_EQ(sale_.Refused(nowhere), RefusalCode::kRoomUnknown);
}

TEST_F(RoomTest, ANoticeOutlivesAnOpeningAndACatalogue) {
  ASSERT_TRUE(sale_.Ask(NoticeOf("", "one moment")));
  Schedule(minutes(1));
  WaitFor(minutes(1));
  ASSERT_TRUE(sale_.Ask(LoadCatalog{SmallSale({.capacity = 9})}));
  EXPECT_EQ(MainRoom().notice.english, "one moment");
}

// Quotes and backslashes take two bytes in a row's text.
TEST_F(RoomTest, TheLongestNoticeFitsIntoTheRowOfItsChange) {
  ASSERT_TRUE(sale_.Ask(NoticeOf(std::string(kNoticeMax, '"'), std::string(kNoticeMax, '\\'))));
  EXPECT_LE(sale_.rows.actions.rbegin()->second.after.size(), kActionTextMax);
}

// A stored answer would show a notice that may be removed by then.
TEST_F(RoomTest, ARepeatedJoinGetsItsStoredAnswerWithoutTheNotice) {
  ASSERT_TRUE(sale_.Ask(NoticeOf("", "one moment")));
  ASSERT_TRUE(Change({.state = RoomState::kPaused}));
  const IssueToken join{.user = User("kim"),
                        .room = kMainRoom,
                        .idempotency_key = IdempotencyKey{.key = "k", .fingerprint = {1}}};
  EXPECT_EQ(sale_.Ask(join).value().notice.english, "one moment");
  EXPECT_TRUE(sale_.Ask(join).value().notice.IsEmpty());
}

TEST_F(RoomTest, APositionNeverGetsWorse) {
  std::vector<Credential> line;
  for (int i = 0; i < 10; ++i) line.push_back(Issue("u" + std::to_string(i)).credential);
  std::int64_t last = Read(line[9]).ahead;
  const auto check = [&] {
    const TokenView view = Read(line[9]);
    EXPECT_LE(view.ahead, last);
    last = view.ahead;
  };
  Leave(line[4]), check();
  Change({.capacity = 1}), check();
  Issue("late"), check();
  Change({.state = RoomState::kPaused}), check();
  Leave(line[0]), check();
  Change({.capacity = 4, .state = RoomState::kOpen}), check();
  EXPECT_LT(last, 7);
}

}  // namespace
}  // namespace onsale::domain
