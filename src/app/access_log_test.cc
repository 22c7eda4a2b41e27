#include "app/access_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "app/room_change_text.h"

namespace onsale::app {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class AccessLogTest : public testing::Test {
 protected:
  AccessLogTest() {
    if (pipe(ends_.data()) != 0) std::abort();
    log_.emplace(LogOptions{LogFormat::kText, LogLevel::kInfo, ends_[1]}, clock_);
  }
  ~AccessLogTest() override {
    log_.reset();
    for (const int end : ends_) close(end);
  }
  std::string Written() {
    log_->Flush();
    log_->Error("end");
    log_->Flush();
    std::string text(65'536, '\0');
    text.resize(static_cast<std::size_t>(read(ends_[0], text.data(), text.size())));
    return text.substr(0, text.rfind("2030-05-01 10:"));
  }
  std::string LineOf(unsigned status) {
    AccessLog(*log_).OnRequest({.route = "/x", .status = status, .peer = "10.0.0.9"});
    return Written();
  }

  base::ManualClock clock_{base::ParseRfc3339("2030-05-01T10:00:00.250Z")->time};
  std::array<int, 2> ends_{};
  std::optional<Log> log_;
};

// Regression: each `GET / HTTP/9.9` logged a warning, up to 5 GB an hour.
TEST_F(AccessLogTest, ServerErrorsAreWarningsAndClientErrorsAreNot) {
  for (const unsigned status : {200, 400, 404, 408, 414, 421, 431, 505}) {
    EXPECT_THAT(LineOf(status), IsEmpty()) << status;
  }
  for (const unsigned status : {500, 503}) {
    EXPECT_THAT(LineOf(status), HasSubstr("warn  request")) << status;
  }
}

TEST_F(AccessLogTest, AWarningHasTheInstanceThatTheClientWasShown) {
  AccessLog(*log_).OnRequest({.status = 503, .instance = "0190a5c6-0000-7000-8000-000000000001"});
  EXPECT_THAT(Written(), HasSubstr("instance=0190a5c6-0000-7000-8000-000000000001"));
}

TEST_F(AccessLogTest, WarningsAboutRequestsAreLimited) {
  AccessLog access_log(*log_);
  for (int i = 0; i < 1000; ++i) access_log.OnRequest({.status = 503});
  const std::string all = Written();
  EXPECT_EQ(std::ranges::count(all, '\n'), 20);
  EXPECT_EQ(log_->left_out(), 980U);
  EXPECT_EQ(log_->dropped(), 0U);
}

TEST_F(AccessLogTest, ASlowRequestIsALineWithTheCourseOfItsTime) {
  using std::chrono::microseconds;
  AccessLog(*log_).OnSlowRequest({.method = http::Method::kPost,
                                  .route = "/v1/reservations",
                                  .status = 201,
                                  .trace_id = "4bf92f3577b34da6a3ce929d0e0e4736",
                                  .wait = microseconds(1'500'000),
                                  .parse = microseconds(7),
                                  .decide = microseconds(20),
                                  .sync = microseconds(1'400'000),
                                  .read = microseconds(0),
                                  .write = microseconds(30)});
  EXPECT_THAT(Written(),
              HasSubstr("warn  slow request method=POST route=/v1/reservations status=201 "
                        "micros=1500030 parseMicros=7 queueMicros=99980 decideMicros=20 "
                        "syncMicros=1400000 readMicros=0 writeMicros=30 "
                        "trace=4bf92f3577b34da6a3ce929d0e0e4736\n"));
}

TEST_F(AccessLogTest, ARefusedAccessKeyIsAWarningWithThePeer) {
  EXPECT_THAT(LineOf(401), HasSubstr("access key refused method=other route=/x key=missing "
                                     "peer=10.0.0.9"));
  AccessLog(*log_).OnRequest({.route = "/x", .status = 401, .has_authorization = true});
  EXPECT_THAT(Written(), HasSubstr("key=wrong"));
}

TEST_F(AccessLogTest, RefusedBuyerTokensDoNotHideAKeyThatIsGuessed) {
  AccessLog access_log(*log_);
  const http::RequestRecord expired{.route = "/v1/users/{userId}/balance",
                                    .status = 401,
                                    .has_authorization = true,
                                    .is_for_user = true};
  for (int i = 0; i < 100; ++i) access_log.OnRequest(expired);
  access_log.OnRequest({.route = "/v1/operator/status", .status = 401, .has_authorization = true});
  const std::string all = Written();
  EXPECT_THAT(all, HasSubstr("buyer token refused method=other route=/v1/users/{userId}/balance "
                             "token=refused"));
  EXPECT_THAT(all, HasSubstr("access key refused method=other route=/v1/operator/status"));
}

domain::ChangedRoomView Changed() {
  domain::ChangedRoomView room;
  room.room.slug = "main";
  room.before = room.room;
  return room;
}

TEST_F(AccessLogTest, AnOperatorsChangeIsLoggedWithOldAndNewValues) {
  domain::ChangedRoomView room = Changed();
  room.room.policy.capacity = 500;
  room.room.state = domain::RoomState::kPaused;
  AccessLog(*log_).OnOperatorChange(
      {.actor = {.key = "AbCd1234", .call = "changeRoom", .reason = {}},
       .key_name = "kim",
       .room = &room});
  EXPECT_THAT(Written(), HasSubstr("room changed room=main from=\"state=OPEN capacity=100\" "
                                   "to=\"state=PAUSED capacity=500\" by=\"AbCd1234 (kim)\" "
                                   "reason=\"\" call=changeRoom"));
}

TEST_F(AccessLogTest, AChangeNamesTheKeyThatMadeItAndTheReason) {
  const domain::Actor actor{.key = "AbCd1234", .call = "addAccessKey", .reason = "door team"};
  const domain::AccessKeyRow made{.id = "EfGh5678", .name = "door"};
  AccessLog(*log_).OnOperatorChange({.actor = actor, .key_name = "kim", .key = &made});
  EXPECT_THAT(Written(), HasSubstr("operator's change call=addAccessKey key=\"EfGh5678 (door)\" "
                                   "by=\"AbCd1234 (kim)\" reason=\"door team\""));
}

TEST_F(AccessLogTest, AChangeOfSeatsNamesTheFirstOfThem) {
  const domain::Actor actor{.key = "AbCd1234", .call = "holdBackSeats", .reason = "camera"};
  http::OperatorChange change{
      .actor = actor, .key_name = "kim", .show = "solo-1", .seats = {{7}, {4'294'967'295}}};
  AccessLog access_log(*log_);
  access_log.OnOperatorChange(change);
  EXPECT_THAT(Written(), HasSubstr("operator's change call=holdBackSeats show=solo-1 "
                                   "seats=7,4294967295 andMore=0 by=\"AbCd1234 (kim)\" "
                                   "reason=camera"));
  change.seats.clear();
  for (std::uint32_t number = 1; number <= 300; ++number) change.seats.push_back({number});
  access_log.OnOperatorChange(change);
  EXPECT_THAT(Written(), HasSubstr("18,19,20 andMore=280"));
}

TEST_F(AccessLogTest, ALookUpOfABuyerIsLoggedWithItsKey) {
  AccessLog(*log_).OnOperatorRead({.key = "AbCd1234", .name = "kim", .call = "readBuyer"});
  EXPECT_THAT(Written(), HasSubstr("buyer read call=readBuyer by=\"AbCd1234 (kim)\""));
}

TEST_F(AccessLogTest, AChangeWithoutEffectIsNotLogged) {
  const domain::ChangedRoomView room = Changed();
  AccessLog(*log_).OnOperatorChange({.actor = {}, .key_name = {}, .room = &room});
  EXPECT_THAT(Written(), IsEmpty());
}

TEST_F(AccessLogTest, LinesAboutOperatorsChangesAreLimited) {
  AccessLog access_log(*log_);
  domain::ChangedRoomView room = Changed();
  room.room.policy.capacity = 500;
  for (int i = 0; i < 1000; ++i)
    access_log.OnOperatorChange({.actor = {}, .key_name = {}, .room = &room});
  EXPECT_EQ(std::ranges::count(Written(), '\n'), 100);
}

TEST_F(AccessLogTest, LimitsAreLoggedWithoutNamingACaller) {
  AccessLog access_log(*log_);
  access_log.OnExceeded({.call_class = http::CallClass::kPolls,
                         .kind = http::CallerKind::kQueueToken,
                         .calls = 7,
                         .mode = http::LimitMode::kLog});
  access_log.OnLimitMode(http::LimitMode::kLog, http::LimitMode::kOn);
  access_log.OnChallengeMode(http::ChallengeMode::kOff, http::ChallengeMode::kPressure);
  const std::string written = Written();
  EXPECT_THAT(written, HasSubstr("challenge changed from=off to=pressure by=operator"));
  EXPECT_THAT(written,
              HasSubstr("limit exceeded class=polls caller=queue-token calls=7 limits=log"));
  EXPECT_THAT(written, HasSubstr("limits changed from=log to=on by=operator"));
}

TEST(RoomChangeTextTest, EveryMemberThatAnOperatorCanChangeIsShown) {
  using std::chrono::seconds;
  domain::ChangedRoomView room = Changed();
  room.room.state = domain::RoomState::kScheduled;
  room.room.opens_at = base::ParseRfc3339("2030-05-01T10:00:00Z")->time;
  room.room.presale = {.group = "fans", .until = room.room.opens_at};
  room.room.notice = {.korean = "곧", .english = {}, .set_at = room.room.opens_at};
  room.room.policy = {.capacity = 1,
                      .waiting_max = 2,
                      .active_time = seconds(3),
                      .hold_time = seconds(4),
                      .mode = domain::RoomMode::kDraw,
                      .entry_per_minute = 6,
                      .entry_burst = 7,
                      .claim_time = seconds(8)};
  EXPECT_EQ(
      TextOf(room).after,
      "state=SCHEDULED opensAt=2030-05-01T10:00:00.000Z presaleGroup=fans "
      "presaleUntil=2030-05-01T10:00:00.000Z noticeKorean=곧 mode=DRAW capacity=1 waitingMax=2 "
      "activeTime=3s holdTime=4s claimTime=8s entryPerMinute=6 entryBurst=7");
  EXPECT_EQ(TextOf(room).before,
            "state=OPEN opensAt=none presaleGroup=none presaleUntil=none noticeKorean=none "
            "mode=FIFO capacity=100 "
            "waitingMax=1000000 activeTime=10m "
            "holdTime=5m claimTime=0s entryPerMinute=0 entryBurst=1");
}

}  // namespace
}  // namespace onsale::app
