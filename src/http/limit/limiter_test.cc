// Tests whom a limit counts, what each mode does, the reports, and the pace of polls.
#include "http/limit/limiter.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "domain/pause.h"
#include "http/limit/quota_headers.h"

namespace onsale::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

CallerKey Address(std::string_view text) {
  return CallerKey::Of(*net::ParseIp(text));
}
CallerKey Token(std::uint64_t number) {
  return CallerKey::Of(domain::QueueTokenKey{.room = {1}, .number = {number}});
}

class LimiterTest : public testing::Test {
 protected:
  void Start(LimitOptions options) {
    limiter_.emplace(options, base::HashKey{1, 2},
                     Limiter::Callbacks{.exceeded = [this](const Exceeded& e) { Note(e); },
                                        .mode_changed = [](LimitMode, LimitMode) {}});
  }
  void Note(const Exceeded& exceeded) {
    reports_.push_back(std::string(NameOf(exceeded.call_class)) + " " +
                       std::string(NameOf(exceeded.kind)) + " " + std::to_string(exceeded.calls));
  }
  // How many of `calls` calls at once conform.
  int Conforming(const CallerKey& caller, int calls, CallClass call_class = CallClass::kReads) {
    int conforming = 0;
    for (int i = 0; i < calls; ++i) {
      const auto quota = limiter_->Check(call_class, caller, now_);
      conforming += !quota || quota->verdict.conforms ? 1 : 0;
    }
    return conforming;
  }

  static LimitOptions Small(LimitMode mode) {
    LimitOptions options{.callers_per_address = 3, .mode = mode};
    options.limits.fill({.per_minute = 60, .burst = 5});
    return options;
  }

  std::chrono::steady_clock::time_point now_{seconds(100)};
  std::optional<Limiter> limiter_;
  std::vector<std::string> reports_;
};

TEST_F(LimiterTest, CallersShareALimitOnlyIfOneClientCanHaveBothKeys) {
  struct Case {
    CallerKey one;
    CallerKey other;
    bool same;
  };
  Start(Small(LimitMode::kOn));
  int calls = 0;
  for (const Case& one : {
           Case{Token(1), Token(2), false},
           Case{Token(3), Address("192.0.2.1"), false},
           Case{Address("192.0.2.2"), Address("192.0.2.3"), false},
           Case{Address("192.0.2.4"), Address("::ffff:192.0.2.4"), true},
           Case{Address("2001:db8:0:1::1"), Address("2001:db8:0:1:ffff::2"), true},
           Case{Address("2001:db8:0:2::1"), Address("2001:db8:0:3::1"), false},
       }) {
    const int limit = one.one.kind() == CallerKind::kAddress ? 15 : 5;
    EXPECT_EQ(Conforming(one.one, 20), limit) << ++calls;
    EXPECT_EQ(Conforming(one.other, 1), one.same ? 0 : 1) << calls;
  }
}

TEST_F(LimiterTest, EachClassHasALimitOfItsOwn) {
  Start(Small(LimitMode::kOn));
  EXPECT_EQ(Conforming(Token(1), 6, CallClass::kReads), 5);
  EXPECT_EQ(Conforming(Token(1), 6, CallClass::kWrites), 5);
}

TEST_F(LimiterTest, OnlyTheModeOnRefusesAndShowsQuotas) {
  for (const LimitMode mode : {LimitMode::kOff, LimitMode::kLog, LimitMode::kOn}) {
    Start(Small(mode));
    EXPECT_EQ(Conforming(Token(1), 10), mode == LimitMode::kOn ? 5 : 10) << NameOf(mode);
    const std::uint64_t exceeded = limiter_->ExceededBy(CallClass::kReads, CallerKind::kQueueToken);
    EXPECT_EQ(exceeded, mode == LimitMode::kOff ? 0U : 5U) << NameOf(mode);
  }
  limiter_->SetMode(LimitMode::kLog);
  EXPECT_EQ(Conforming(Token(1), 10), 10);
}

TEST_F(LimiterTest, CallsBeyondALimitAreReportedAtMostEveryTenSecondsWithTheirNumber) {
  Start(Small(LimitMode::kLog));
  Conforming(Token(1), 9);
  Conforming(Address("192.0.2.1"), 17);
  now_ += Limiter::kReportInterval - milliseconds(1);
  Conforming(Token(1), 9);
  EXPECT_EQ(reports_, (std::vector<std::string>{"reads queue-token 1", "reads address 1"}));
  now_ += milliseconds(1);
  Conforming(Token(2), 6);
  EXPECT_EQ(reports_.back(), "reads queue-token 8");
}

TEST_F(LimiterTest, HeadersStateThePolicyAndWhatIsLeft) {
  Start(Small(LimitMode::kOn));
  Conforming(Token(1), 2);
  now_ += milliseconds(500);
  Response response;
  AddQuotaHeaders(response, *limiter_->Check(CallClass::kPolls, Token(1), now_));
  AddQuotaHeaders(response, *limiter_->Check(CallClass::kReads, Token(1), now_));
  EXPECT_EQ(response.headers,
            "RateLimit-Policy: \"polls\";q=5;w=5\r\nRateLimit: \"polls\";r=4;t=1\r\n"
            "RateLimit-Policy: \"reads\";q=5;w=5\r\nRateLimit: \"reads\";r=2;t=3\r\n");
  Conforming(Token(1), 2);
  const auto refused = limiter_->Check(CallClass::kReads, Token(1), now_);
  EXPECT_FALSE(refused->verdict.conforms);
  EXPECT_EQ(RetryAfterSeconds(*refused), 1);
}

// --- The default limits ---

// The pauses of domain/pause.h are at least a second; two tabs of a buyer poll independently.
TEST_F(LimiterTest, ABuyerWhoPollsAtThePaceOfTheServerIsNeverLimited) {
  Start({.mode = LimitMode::kOn});
  for (const std::int64_t ahead : {0, 1, 99, 100, 250, 1'000}) {
    domain::TokenView view;
    view.status = domain::TokenStatus::kWaiting;
    view.room_state = domain::RoomState::kOpen;
    view.ahead = ahead;
    const CallerKey caller = Token(1'000 + static_cast<std::uint64_t>(ahead));
    for (int i = 0; i < 3'600; ++i) {
      ASSERT_EQ(Conforming(caller, 2, CallClass::kPolls), 2) << ahead << " ahead, poll " << i;
      now_ += domain::PauseOf(view);
    }
  }
}

TEST_F(LimiterTest, TwoThousandBuyersBehindOneAddressAllGetTheirTokens) {
  Start({.mode = LimitMode::kOn});
  const CallerKey carrier = Address("203.0.113.1");
  // All at once: the pages that anybody may read, then a token each, requested three times.
  EXPECT_EQ(Conforming(carrier, 2'000 * 6, CallClass::kPublic), 2'000 * 6);
  EXPECT_EQ(Conforming(carrier, 2'000 * 3, CallClass::kIssue), 2'000 * 3);
}

TEST_F(LimiterTest, OtherLimitsCountFromTheNextCall) {
  LimitOptions options = Small(LimitMode::kOn);
  Start(options);
  EXPECT_EQ(Conforming(Token(1), 9), 5);
  options.limits.fill({.per_minute = 60, .burst = 2});
  options.callers_per_address = 4;
  limiter_->SetLimits(options);
  EXPECT_EQ(Conforming(Token(2), 9), 2);
  EXPECT_EQ(Conforming(Address("10.0.0.7"), 20), 8);
  EXPECT_EQ(limiter_->LimitOf(CallClass::kReads).burst, 2);
  EXPECT_EQ(limiter_->callers_per_address(), 4);
}

}  // namespace
}  // namespace onsale::http
