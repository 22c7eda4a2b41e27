#include "app/time_zone.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace onsale::app {
namespace {

std::string FileOf(const std::string& zone) {
  std::ifstream file("/usr/share/zoneinfo/" + zone, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

TEST(TimeZoneTest, ATimeMayHaveTheOffsetsOfItsSeason) {
  struct Case {
    bool may;
    const char* zone;
    const char* time;
  };
  for (const Case& one : {
           Case{true, "Asia/Seoul", "2030-05-01T00:30:00+09:00"},
           Case{false, "Asia/Seoul", "2030-05-01T00:30:00+08:00"},
           // Summer time in 1987 and 1988, of which the rule for later years knows nothing.
           Case{false, "Asia/Seoul", "2050-07-01T00:30:00+10:00"},
           Case{true, "UTC", "2050-07-01T00:30:00Z"},
           Case{true, "Europe/Berlin", "2030-07-01T20:00:00+02:00"},
           Case{false, "Europe/Berlin", "2030-07-01T20:00:00+01:00"},
           Case{true, "Europe/Berlin", "2030-12-01T20:00:00+01:00"},
           Case{false, "Europe/Berlin", "2030-12-01T20:00:00+02:00"},
           Case{true, "America/New_York", "2030-07-01T20:00:00-04:00"},
           Case{false, "America/New_York", "2030-07-01T20:00:00-05:00"},
           // The hour that occurs twice.
           Case{true, "Europe/Berlin", "2030-10-27T02:30:00+02:00"},
           Case{true, "Europe/Berlin", "2030-10-27T02:30:00+01:00"},
           // Behind the table both offsets of a summer time are taken.
           Case{true, "Europe/Berlin", "2090-07-01T20:00:00+02:00"},
           Case{true, "Europe/Berlin", "2090-07-01T20:00:00+01:00"},
           Case{false, "Europe/Berlin", "2090-07-01T20:00:00+03:00"},
       }) {
    const auto time = base::ParseRfc3339(one.time).value();
    EXPECT_EQ(TimeZone::Read(one.zone).value().MayHave(time), one.may) << one.zone << one.time;
  }
}

TEST(TimeZoneTest, TheOffsetAtATimeIsTheOneToWrite) {
  const auto time = base::ParseRfc3339("2030-07-01T20:00:00+01:00").value().time;
  EXPECT_EQ(TimeZone::Read("Europe/Berlin")->OffsetAt(time), std::chrono::hours(2));
  EXPECT_EQ(TimeZone::Read("Asia/Kathmandu")->OffsetAt(time), std::chrono::minutes(345));
}

TEST(TimeZoneTest, WhatIsNotAZoneIsRefused) {
  for (const char* name :
       {"", "Asia", "Asia/", "/Asia/Seoul", "Asia//Seoul", "Asia/Soul", "../zoneinfo/Asia/Seoul",
        "Asia/../Asia/Seoul", "right/Asia/Seoul", "posix/Asia/Seoul", "zone.tab", "tzdata.zi",
        "localtime", "leapseconds", "+09:00", "9"}) {
    EXPECT_FALSE(TimeZone::Read(name).has_value()) << name;
  }
  EXPECT_FALSE(IsTimeZoneName(std::string(65, 'a')));
  EXPECT_TRUE(IsTimeZoneName(std::string(64, 'a')));
}

TEST(TimeZoneTest, ACutFileIsRefusedOrReadWhole) {
  const std::string bytes = FileOf("Europe/Berlin");
  ASSERT_TRUE(TimeZone::Parse(bytes).has_value());
  const std::size_t footer = bytes.rfind('\n', bytes.size() - 2);
  for (std::size_t length = 0; length < footer; ++length) {
    EXPECT_FALSE(TimeZone::Parse(bytes.substr(0, length)).has_value()) << length;
  }
}

TEST(TimeZoneTest, ADamagedFileIsHarmless) {
  const std::string bytes = FileOf("Europe/Berlin");
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(~damaged[at]);
    if (const auto zone = TimeZone::Parse(damaged)) (void)zone->OffsetAt(base::Time());
  }
}

}  // namespace
}  // namespace onsale::app
