#include "base/uuid.h"

#include <gtest/gtest.h>

#include <string>
#include <unordered_set>

namespace onsale::base {
namespace {

constexpr std::int64_t kStartMs = 1'900'000'000'123;

Time AtMs(std::int64_t ms) {
  return Time(std::chrono::milliseconds(ms));
}

std::int64_t MillisecondsOf(const Uuid& id) {
  std::int64_t ms = 0;
  for (std::size_t i = 0; i < 6; ++i) ms = ms << 8 | id.bytes[i];
  return ms;
}

class UuidV7Test : public testing::Test {
 protected:
  ManualClock clock_{AtMs(kStartMs)};
  UuidV7Source source_{clock_};
};

TEST_F(UuidV7Test, HasVersionSeven) {
  EXPECT_EQ(source_.Next().bytes[6] >> 4, 7);
}

TEST_F(UuidV7Test, HasTheVariantOfTheRfc) {
  EXPECT_EQ(source_.Next().bytes[8] >> 6, 0b10);
}

TEST_F(UuidV7Test, HasTheMilliseconds) {
  EXPECT_EQ(MillisecondsOf(source_.Next()), kStartMs);
}

TEST_F(UuidV7Test, EachIdIsGreaterThanTheLastWithinAMillisecond) {
  Uuid last = source_.Next();
  for (int i = 0; i < 10'000; ++i) {
    const Uuid next = source_.Next();
    ASSERT_GT(next, last);
    last = next;
  }
}

TEST_F(UuidV7Test, EachIdIsGreaterThanTheLastAcrossMilliseconds) {
  Uuid last = source_.Next();
  for (int i = 0; i < 1'000; ++i) {
    clock_.Advance(std::chrono::milliseconds(1));
    const Uuid next = source_.Next();
    ASSERT_GT(next, last);
    last = next;
  }
}

TEST_F(UuidV7Test, AClockThatStepsBackKeepsTheOrder) {
  const Uuid before = source_.Next();
  clock_.Set(AtMs(kStartMs - 3'600'000));
  const Uuid after = source_.Next();
  EXPECT_GT(after, before);
  EXPECT_EQ(MillisecondsOf(after), kStartMs);
}

TEST_F(UuidV7Test, FollowsTheClockAgainOnceItHasCaughtUp) {
  source_.Next();
  clock_.Set(AtMs(kStartMs - 10));
  source_.Next();
  clock_.Set(AtMs(kStartMs + 10));
  EXPECT_EQ(MillisecondsOf(source_.Next()), kStartMs + 10);
}

TEST_F(UuidV7Test, AClockBeforeTheEpochYieldsValidIds) {
  ManualClock early(AtMs(-5));
  UuidV7Source source(early);
  const Uuid first = source.Next();
  EXPECT_EQ(first.bytes[6] >> 4, 7);
  EXPECT_GT(source.Next(), first);
}

TEST_F(UuidV7Test, TwoSourcesAtTheSameTimeDiffer) {
  UuidV7Source other(clock_);
  EXPECT_NE(source_.Next(), other.Next());
}

TEST_F(UuidV7Test, NoIdRepeats) {
  std::unordered_set<Uuid> seen;
  for (int i = 0; i < 20'000; ++i) ASSERT_TRUE(seen.insert(source_.Next()).second);
}

TEST(UuidTextTest, IsReadBackAsTheSame) {
  ManualClock clock(AtMs(kStartMs));
  UuidV7Source source(clock);
  for (int i = 0; i < 100; ++i) {
    const Uuid id = source.Next();
    ASSERT_EQ(Uuid::Parse(id.ToString()), id);
  }
}

TEST(UuidTextTest, IsWrittenInLowerCase) {
  const Uuid id{{0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0xfe, 0xdc, 0xba, 0x98, 0x76, 0x54,
                 0x32, 0x10}};
  EXPECT_EQ(id.ToString(), "01234567-89ab-cdef-fedc-ba9876543210");
}

TEST(UuidTextTest, CapitalsAreAccepted) {
  EXPECT_EQ(Uuid::Parse("01234567-89AB-CDEF-FEDC-BA9876543210"),
            Uuid::Parse("01234567-89ab-cdef-fedc-ba9876543210"));
}

TEST(UuidTextTest, TheNilIdIsNil) {
  EXPECT_TRUE(Uuid::Parse("00000000-0000-0000-0000-000000000000")->IsNil());
}

class BadUuidTest : public testing::TestWithParam<std::string> {};

TEST_P(BadUuidTest, IsRefused) {
  EXPECT_FALSE(Uuid::Parse(GetParam()).has_value());
}

INSTANTIATE_TEST_SUITE_P(
    Forms, BadUuidTest,
    testing::Values("", "0", "0123456789abcdeffedcba9876543210",
                    "01234567-89ab-cdef-fedc-ba987654321", "01234567-89ab-cdef-fedc-ba98765432100",
                    "{1234567-89ab-cdef-fedc-ba987654321}", "01234567-89ab-cdef-fedc-ba987654321g",
                    "01234567x89ab-cdef-fedc-ba9876543210", "012345678-9ab-cdef-fedc-ba9876543210",
                    " 1234567-89ab-cdef-fedc-ba9876543210",
                    std::string("01234567-89ab-cdef-fedc-ba987654321\0", 36)));

TEST(CountingUuidSourceTest, CountsFromOne) {
  CountingUuidSource source;
  EXPECT_EQ(source.Next().ToString(), "00000000-0000-0000-0000-000000000001");
  EXPECT_EQ(source.Next().ToString(), "00000000-0000-0000-0000-000000000002");
}

}  // namespace
}  // namespace onsale::base
