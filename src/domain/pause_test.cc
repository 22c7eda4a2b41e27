// Pauses between polls, and when the last one that a buyer can have received ends.
#include "domain/pause.h"

#include "domain/room_testing.h"

namespace onsale::domain {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

TokenView Behind(std::int64_t ahead) {
  return {.status = TokenStatus::kWaiting, .ahead = ahead};
}

TokenView InLobbyAt(std::uint64_t number) {
  TokenView view = Behind(0);
  view.in_lobby = true;
  view.credential.key.number = {number};
  return view;
}

TEST(PauseTest, ThePauseGrowsWithThePeopleAhead) {
  const std::pair<std::int64_t, std::int64_t> cases[] = {
      {0, 1}, {99, 1}, {100, 2}, {1'000, 11}, {2'900, 30}, {29'900, 300}, {1'000'000, 300}};
  for (const auto& [ahead, pause] : cases) {
    EXPECT_EQ(PauseOf(Behind(ahead)), seconds(pause)) << ahead;
  }
}

TEST(PauseTest, AShortWaitShortensThePause) {
  TokenView view = Behind(1'000'000);
  const std::pair<std::int64_t, std::int64_t> cases[] = {{0, 1},    {19, 1},      {20, 2},
                                                         {600, 31}, {6'000, 300}, {86'400, 300}};
  for (const auto& [wait, pause] : cases) {
    view.estimated_wait = seconds(wait);
    EXPECT_EQ(PauseOf(view), seconds(pause)) << wait;
  }
}

// A slow queue may speed up at any moment, so a long estimate must not lengthen the pause.
TEST(PauseTest, ALongWaitDoesNotLengthenThePauseAtTheFront) {
  TokenView view = Behind(99);
  view.estimated_wait = std::chrono::hours(24);
  EXPECT_EQ(PauseOf(view), seconds(1));
}

TEST(PauseTest, PollsOfTheLobbyAreSpreadOverTheOpening) {
  for (const std::uint64_t number : {40, 41, 49, 59, 60}) {
    TokenView view = InLobbyAt(number);
    view.opens_in = milliseconds(4'500);
    EXPECT_EQ(PauseOf(view), seconds(5 + number % 10)) << number;
    view.opens_in = std::chrono::hours(1);
    EXPECT_EQ(PauseOf(view), seconds(30 + number % 30)) << number;
    view.opens_in.reset();
    EXPECT_EQ(PauseOf(view), seconds(30 + number % 30)) << number;
  }
  TokenView overdue = InLobbyAt(40);
  overdue.opens_in = Duration{};
  EXPECT_EQ(PauseOf(overdue), seconds(1)) << "never 0";
}

// Regression: those at the front of a paused room polled every second for as long as it was paused.
TEST(PauseTest, WhileNobodyIsAdmittedThePauseIsHalfAMinuteAtLeast) {
  for (const RoomState state : {RoomState::kPaused, RoomState::kClosed}) {
    TokenView view = Behind(0);
    view.room_state = state;
    view.credential.key.number = {41};
    EXPECT_EQ(PauseOf(view), seconds(30 + 11));
    view.ahead = 20'000;
    EXPECT_EQ(PauseOf(view), seconds(201)) << "behind many it is as long as ever";
  }
}

class LastPauseTest : public testing::Test {
 protected:
  // The time from now to the end of the last pause that this rank can have received.
  Duration End(std::uint64_t rank) {
    return LastPauseEnd(room_, {.key = {kMainRoom, {rank}}}, {rank}, now_) - now_;
  }
  // Admits all ranks up to `rank`.
  void AdmitTo(std::uint64_t rank) {
    NoteRanks(room_, now_);
    room_.last_admitted = {rank};
  }

  Time now_{std::chrono::hours(24)};
  Room room_;
};

TEST_F(LastPauseTest, AtTheFrontItIsOneSecond) {
  AdmitTo(0);
  EXPECT_EQ(End(1), seconds(1));
  EXPECT_EQ(End(100), seconds(1));
  EXPECT_EQ(End(101), seconds(2));
}

TEST_F(LastPauseTest, AfterAnAdmissionOfManyItIsFiveMinutes) {
  AdmitTo(50'000);
  EXPECT_EQ(End(50'000), seconds(300));
}

TEST_F(LastPauseTest, APauseSentBeforeTheWindowEndsInTime) {
  AdmitTo(20'000);
  now_ += minutes(5);
  AdmitTo(20'500);
  // Until now rank 20,501 had at most 20,500 people ahead (a pause of 206 s), from now on 500.
  EXPECT_EQ(End(20'501), seconds(206));
  now_ += seconds(150);
  EXPECT_EQ(End(20'501), seconds(56));
  now_ += seconds(60);
  EXPECT_EQ(End(20'501), seconds(6));
}

TEST_F(LastPauseTest, APauseOfFiveMinutesOutlastsItsWindow) {
  AdmitTo(1);
  now_ += minutes(5) - seconds(1);
  // Now rank 40,000 can receive a pause of five minutes. A second later the next window begins, and
  // the rank is the next to be admitted.
  now_ += seconds(1);
  AdmitTo(39'999);
  EXPECT_EQ(End(40'000), seconds(300));
  now_ += seconds(100);
  EXPECT_EQ(End(40'000), seconds(300)) << "rank 1 was the last admitted when the window began";
}

TEST_F(LastPauseTest, WithoutAdmissionsOldPausesAreOver) {
  AdmitTo(0);
  AdmitTo(10'000);
  now_ += minutes(10);
  AdmitTo(10'001);
  EXPECT_EQ(End(10'002), seconds(1));
}

TEST_F(LastPauseTest, AWindowLastsFiveMinutesAndTheNextIsAdjacentForFiveMore) {
  AdmitTo(1);
  const Time start = room_.rank_window.start;
  const Duration tick{1};
  const std::pair<Duration, Duration> cases[] = {{minutes(5) - tick, Duration{}},
                                                 {minutes(5), minutes(5)},
                                                 {minutes(10) - tick, minutes(5)},
                                                 {minutes(10), minutes(10)}};
  for (const auto& [after, begins] : cases) {
    Room room = room_;
    NoteRanks(room, start + after);
    EXPECT_EQ(room.rank_window.start, start + begins) << after.count();
  }
}

// An earlier version sent everybody pauses of up to five minutes; its rooms have no rank windows.
TEST_F(LastPauseTest, AfterAnUpgradeItIsFiveMinutes) {
  room_.last_admitted = {100};
  NoteRanks(room_, now_);
  EXPECT_EQ(End(101), seconds(300));
  now_ += seconds(200);
  NoteRanks(room_, now_);
  EXPECT_EQ(End(101), seconds(102));
  now_ += seconds(110);
  NoteRanks(room_, now_);
  EXPECT_EQ(End(101), seconds(2));
}

TEST_F(LastPauseTest, PausesOfAPausedRoomCount) {
  AdmitTo(10);
  now_ += minutes(2);
  NoteStandstill(room_, now_);
  EXPECT_EQ(End(11), seconds(59));
  now_ += seconds(40);
  AdmitTo(11);
  EXPECT_EQ(End(12), seconds(19));
  now_ += seconds(19);
  EXPECT_EQ(End(12), seconds(1));
}

TEST_F(LastPauseTest, BeforeTheFirstAdmissionPausesOfAPausedRoomCountToo) {
  NoteStandstill(room_, now_);
  AdmitTo(0);
  EXPECT_EQ(End(1), seconds(59));
}

TEST_F(LastPauseTest, PausesOfTheLobbyCount) {
  room_.draw = {.seed = base::Sha256Of("seed"),
                .commitment = base::Sha256Of("commitment"),
                .drawn_at = now_,
                .entries = 60};
  AdmitTo(0);
  EXPECT_EQ(End(59), seconds(30 + 29));
  EXPECT_EQ(End(61), seconds(1)) << "joined after the draw";
  now_ += seconds(40);
  EXPECT_EQ(End(59), seconds(19));
  now_ += seconds(40);
  EXPECT_EQ(End(59), seconds(1));
}

// --- The claim time after an admission ---

class ClaimTest : public RoomTest {
 protected:
  ClaimTest() { Change({.capacity = 1, .claim_time = seconds(30)}); }
};

// A buyer who observes the pauses must not lose the turn because the room was paused.
TEST_F(ClaimTest, AfterAPausedRoomTheClaimTimeBeginsAfterTheLongPause) {
  const Credential kim = Issue("kim").credential;
  const Credential lee = Issue("lee").credential;
  Change({.state = RoomState::kPaused});
  const TokenView waiting = Read(lee);
  EXPECT_EQ(waiting.room_state, RoomState::kPaused);
  EXPECT_EQ(PauseOf(waiting), seconds(32));
  Leave(kim);
  Change({.state = RoomState::kOpen});
  sale_.PassTimeNow();
  EXPECT_EQ(sale_.Ask(WatchToken{lee})->claim_before, sale_.now + seconds(59) + seconds(30));
}

TEST_F(ClaimTest, WithoutAWaitTheClaimTimeBeginsAtOnce) {
  for (int i = 0; i < 200; ++i) Leave(Issue("u" + std::to_string(i)).credential);
  EXPECT_EQ(Issue("kim").claim_before, sale_.now + seconds(30));
}

// In one batch a buyer gets an answer, WAITING with a pause, and is admitted afterwards.
TEST_F(ClaimTest, ATokenAdmittedAfterItsAnswerMayStillPause) {
  Change({.capacity = 300});
  std::vector<Command> commands;
  for (int i = 0; i < 300; ++i) {
    commands.emplace_back(LeaveQueue{Issue("u" + std::to_string(i)).credential});
  }
  Change({.capacity = 1});
  commands.insert(commands.begin(), IssueToken{.user = User("kim"), .room = kMainRoom});
  const auto outcomes = DecideBatch(commands, sale_.rows, sale_.now).value();
  const TokenView kim = *AnswerOf<IssueToken>(outcomes.front());
  ASSERT_EQ(kim.status, TokenStatus::kWaiting);
  const Time claim_before = *sale_.Ask(WatchToken{kim.credential})->claim_before;
  EXPECT_GE(claim_before, sale_.now + PauseOf(kim) + seconds(30));
}

TEST_F(ClaimTest, AnUnclaimedTurnIsRenewedWhileNobodyWaits) {
  const Credential kim = Issue("kim").credential;
  WaitFor(minutes(9));
  EXPECT_EQ(sale_.Ask(WatchToken{kim})->claim_before, sale_.now + seconds(30));
  WaitFor(seconds(45));
  // Renewing the claim time does not lengthen the turn.
  EXPECT_EQ(sale_.Ask(WatchToken{kim})->claim_before, sale_.now + seconds(15));
  WaitFor(seconds(15));
  EXPECT_EQ(sale_.Ask(WatchToken{kim})->expiry_reason, ExpiryReason::kNoShow);
}

TEST_F(ClaimTest, ATurnRenewedWithoutAClaimTimeIsClaimed) {
  const Credential kim = Issue("kim").credential;
  Change({.claim_time = Duration{}});
  WaitFor(seconds(30));
  EXPECT_TRUE(sale_.Token(kim).claimed);
  EXPECT_EQ(sale_.Token(kim).active_until, sale_.Token(kim).choose_until);
}

TEST_F(ClaimTest, AskingAgainWhenTheClaimIsDueKeepsTheTurn) {
  const Credential kim = Issue("kim").credential;
  sale_.now += seconds(30);
  const TokenView again = Issue("kim");
  EXPECT_EQ(again.credential, kim);
  EXPECT_FALSE(again.created);
  EXPECT_EQ(again.claim_before, std::nullopt) << "asking again claims the turn";
}

}  // namespace
}  // namespace onsale::domain
