#include "base/time.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace onsale::base {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

Time At(std::int64_t us) {
  return Time(microseconds(us));
}

// The instant of a date-time in microseconds since 1970; -1 if the text is refused.
std::int64_t Parsed(std::string_view text) {
  const auto parsed = ParseRfc3339(text);
  return parsed ? parsed->time.time_since_epoch().count() : -1;
}

TEST(FormatRfc3339Test, WritesTheEpoch) {
  EXPECT_EQ(FormatRfc3339(Time()), "1970-01-01T00:00:00.000Z");
}

TEST(FormatRfc3339Test, FormatMicrosWritesAllSixDigits) {
  const Time time{Duration(1'000'007)};
  EXPECT_EQ(FormatRfc3339Micros(time), "1970-01-01T00:00:01.000007Z");
  EXPECT_EQ(ParseRfc3339(FormatRfc3339Micros(time))->time, time);
}

TEST(FormatRfc3339Test, RoundsDownToTheMillisecond) {
  EXPECT_EQ(FormatRfc3339(At(1'999)), "1970-01-01T00:00:00.001Z");
}

TEST(FormatRfc3339Test, RoundsDownBeforeTheEpochToo) {
  EXPECT_EQ(FormatRfc3339(At(-1)), "1969-12-31T23:59:59.999Z");
}

TEST(FormatRfc3339Test, WritesALeapDay) {
  EXPECT_EQ(FormatRfc3339(At(951'782'400'000'000)), "2000-02-29T00:00:00.000Z");
}

TEST(FormatRfc3339Test, WritesTheLastSupportedMoment) {
  EXPECT_EQ(FormatRfc3339(ParseRfc3339("9999-12-31T23:59:59.999999Z")->time),
            "9999-12-31T23:59:59.999Z");
}

TEST(ParseRfc3339Test, ReadsWhatFormatWrites) {
  for (const std::int64_t ms : {0LL, 1LL, 86'399'999LL, 951'782'400'123LL, 4'102'444'799'999LL}) {
    EXPECT_EQ(Parsed(FormatRfc3339(At(ms * 1'000))), ms * 1'000);
  }
}

TEST(ParseRfc3339Test, APositiveOffsetIsSubtracted) {
  EXPECT_EQ(Parsed("1970-01-01T09:00:00+09:00"), 0);
}

TEST(ParseRfc3339Test, ANegativeOffsetIsAdded) {
  EXPECT_EQ(Parsed("1970-01-01T00:00:00-01:30"), 5'400'000'000);
}

TEST(ParseRfc3339Test, KeepsTheOffsetAsWritten) {
  EXPECT_EQ(ParseRfc3339("2030-05-01T19:00:00-03:30")->utc_offset, -minutes(210));
}

TEST(ParseRfc3339Test, LowerCaseLettersAreAccepted) {
  EXPECT_EQ(Parsed("1970-01-01t00:00:01z"), 1'000'000);
}

TEST(ParseRfc3339Test, AShortFractionIsScaled) {
  EXPECT_EQ(Parsed("1970-01-01T00:00:00.5Z"), 500'000);
}

TEST(ParseRfc3339Test, SixDigitsOfFractionAreKept) {
  EXPECT_EQ(Parsed("1970-01-01T00:00:00.000001Z"), 1);
}

TEST(ParseRfc3339Test, LeapYearsFollowTheGregorianRule) {
  EXPECT_NE(Parsed("2000-02-29T00:00:00Z"), -1);
  EXPECT_NE(Parsed("2028-02-29T00:00:00Z"), -1);
  EXPECT_EQ(Parsed("2027-02-29T00:00:00Z"), -1);
  EXPECT_EQ(Parsed("2100-02-29T00:00:00Z"), -1);
}

TEST(ParseRfc3339Test, AnOffsetMayNotMoveTheTimeBeforeTheEpoch) {
  EXPECT_EQ(Parsed("1970-01-01T00:00:00+00:01"), -1);
}

TEST(ParseRfc3339Test, AnOffsetMayNotMoveTheTimePastTheLastYear) {
  EXPECT_EQ(Parsed("9999-12-31T23:59:59-00:01"), -1);
}

TEST(ParseRfc3339Test, MicrosOfEveryYearWithFourDigitsAreRead) {
  for (const std::string text : {"0000-01-01T00:00:00.000000Z", "1969-12-31T23:59:59.999999Z",
                                 "9999-12-31T23:59:59.999999Z"}) {
    const auto time = ParseRfc3339Micros(text);
    ASSERT_TRUE(time.has_value()) << text;
    EXPECT_EQ(FormatRfc3339Micros(*time), text);
  }
}

TEST(ParseRfc3339Test, MicrosHaveOneFormOnly) {
  for (const char* text : {"", "2027-04-10T10:00:00.123Z", "2027-04-10T10:00:00.1+09:00",
                           "2027-13-10T10:00:00.000000Z", "2027-04-10 10:00:00.000000Z",
                           "2027-04-10T10:00:00.00000xZ"}) {
    EXPECT_FALSE(ParseRfc3339Micros(text).has_value()) << text;
  }
}

class BadRfc3339Test : public testing::TestWithParam<std::string> {};

TEST_P(BadRfc3339Test, IsRefused) {
  EXPECT_FALSE(ParseRfc3339(GetParam()).has_value());
}

INSTANTIATE_TEST_SUITE_P(
    Forms, BadRfc3339Test,
    testing::Values("", "2030", "2030-05-01", "2030-05-01T19:00:00", "2030-05-01 19:00:00Z",
                    "2030-5-01T19:00:00Z", "2030-05-01T19:00Z", "2030-05-01T19:00:00.Z",
                    "2030-05-01T19:00:00.1234567Z", "2030-05-01T19:00:00+9:00",
                    "2030-05-01T19:00:00+0900", "2030-05-01T19:00:00+24:00",
                    "2030-05-01T19:00:00+09:60", "2030-05-01T19:00:00+09:0",
                    "2030-05-01T19:00:00ZZ", "2030-05-01T19:00:00Z ", " 2030-05-01T19:00:00Z",
                    "2030-00-01T19:00:00Z", "2030-13-01T19:00:00Z", "2030-05-00T19:00:00Z",
                    "2030-04-31T19:00:00Z", "2030-05-01T24:00:00Z", "2030-05-01T19:60:00Z",
                    "2030-05-01T19:00:60Z", "1969-12-31T23:59:59Z", "0000-01-01T00:00:00Z",
                    "10000-01-01T00:00:00Z", "+030-05-01T19:00:00Z", "2030-05-01T19:00:00-",
                    "2030-05-01T19:00:00,5Z", "2030-05-01T-1:00:00Z", "203a-05-01T19:00:00Z",
                    std::string("2030-05-01T19:00:00Z\0", 21)));

TEST(FormatDateTest, IsTheLocalDayNotTheUtcDay) {
  EXPECT_EQ(FormatDate(*ParseRfc3339("2030-05-02T02:00:00+09:00")), "2030-05-02");
}

TEST(FormatDateTest, FollowsANegativeOffset) {
  EXPECT_EQ(FormatDate(*ParseRfc3339("2030-05-01T22:00:00-05:00")), "2030-05-01");
}

TEST(ParseDurationTest, EveryUnitHasItsLength) {
  EXPECT_EQ(ParseDuration("250ms"), milliseconds(250));
  EXPECT_EQ(ParseDuration("300s"), seconds(300));
  EXPECT_EQ(ParseDuration("5m"), minutes(5));
  EXPECT_EQ(ParseDuration("2h"), hours(2));
  EXPECT_EQ(ParseDuration("1d"), hours(24));
}

TEST(ParseDurationTest, ZeroIsADuration) {
  EXPECT_EQ(ParseDuration("0s"), Duration(0));
}

TEST(ParseDurationTest, TheLongestDurationIs366Days) {
  EXPECT_EQ(ParseDuration("366d"), hours(24 * 366));
  EXPECT_FALSE(ParseDuration("367d").has_value());
  EXPECT_EQ(ParseDuration("8784h"), hours(24 * 366));
  EXPECT_FALSE(ParseDuration("8785h").has_value());
}

class BadDurationTest : public testing::TestWithParam<const char*> {};

TEST_P(BadDurationTest, IsRefused) {
  EXPECT_FALSE(ParseDuration(GetParam()).has_value());
}

INSTANTIATE_TEST_SUITE_P(Forms, BadDurationTest,
                         testing::Values("", "5", "m", "5 m", " 5m", "5m ", "-5m", "+5m", "5.5m",
                                         "5M", "5min", "1h30m", "0x5s", "5us",
                                         "99999999999999999999ms", "18446744073709551615d"));

TEST(FormatDurationTest, UsesTheLargestUnitThatFits) {
  EXPECT_EQ(FormatDuration(seconds(300)), "5m");
  EXPECT_EQ(FormatDuration(seconds(90)), "90s");
  EXPECT_EQ(FormatDuration(hours(24)), "1d");
  EXPECT_EQ(FormatDuration(milliseconds(1'500)), "1500ms");
  EXPECT_EQ(FormatDuration(Duration(0)), "0s");
}

TEST(FormatDurationTest, IsReadBackAsTheSame) {
  for (const std::int64_t ms : {1LL, 999LL, 1'000LL, 59'999LL, 60'000LL, 3'600'000LL, 90'000LL,
                                86'400'000LL, 31'622'400'000LL}) {
    EXPECT_EQ(ParseDuration(FormatDuration(milliseconds(ms))), milliseconds(ms));
  }
}

TEST(ManualClockTest, MovesOnlyWhenSet) {
  ManualClock clock(At(10));
  EXPECT_EQ(clock.Now(), At(10));
  clock.Advance(microseconds(5));
  EXPECT_EQ(clock.Now(), At(15));
  clock.Set(At(3));
  EXPECT_EQ(clock.Now(), At(3));
}

TEST(SystemClockTest, IsLaterThanTheStartOf2024) {
  EXPECT_GT(SystemClock().Now(), ParseRfc3339("2024-01-01T00:00:00Z")->time);
}

TEST(TimeTest, AnOffsetIsKept) {
  for (const char* text : {"2030-05-01T00:30:00.000+09:00", "2030-05-01T00:30:00.250-03:30",
                           "2030-05-01T00:30:00.000+00:00"}) {
    EXPECT_EQ(FormatRfc3339(*ParseRfc3339(text)), text);
  }
  EXPECT_EQ(FormatOffset(std::chrono::minutes(-570)), "-09:30");
}

}  // namespace
}  // namespace onsale::base
