#include "app/setting_values.h"

#include <gtest/gtest.h>

namespace onsale::app {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

TEST(SettingValuesTest, ACountIsAllowedFromTheLeastToTheMost) {
  constexpr IntegerRange kRange{2, 50};
  EXPECT_EQ(ParseCount("2", kRange).value(), 2);
  EXPECT_EQ(ParseCount("50", kRange).value(), 50);
  for (const char* text : {"1", "51", "-2", "9223372036854775808", "3.0", "0x3", "3 ", "+3", ""}) {
    const auto refused = ParseCount(text, kRange);
    ASSERT_FALSE(refused) << text;
    EXPECT_NE(refused.error().find(Between(kRange)), std::string::npos) << refused.error();
  }
}

TEST(SettingValuesTest, ADurationIsAllowedFromTheLeastToTheMost) {
  constexpr DurationRange kRange{seconds(1), minutes(5)};
  EXPECT_EQ(ParseLength("1s", kRange).value(), seconds(1));
  EXPECT_EQ(ParseLength("5m", kRange).value(), minutes(5));
  for (const char* text : {"999ms", "301s", "0s", "-1s", "2", "s", ""}) {
    const auto refused = ParseLength(text, kRange);
    ASSERT_FALSE(refused) << text;
    EXPECT_NE(refused.error().find(Between(kRange)), std::string::npos) << refused.error();
  }
}

TEST(SettingValuesTest, APortAloneMeansLoopback) {
  for (const char* text : {"8080", ":8080", "127.0.0.1:8080", "localhost:8080"}) {
    EXPECT_EQ(ParseListen(text).value().ToString(), "127.0.0.1:8080") << text;
  }
  for (const char* text : {"", ":", "65536", "::1", "::1:80", "80 ", "*:80"}) {
    EXPECT_FALSE(ParseListen(text)) << text;
  }
}

TEST(SettingValuesTest, ALimitIsARateAndABurst) {
  for (const char* text : {"240/60", "1/1", "1000000/1000000"}) {
    EXPECT_EQ(FormatCallLimit(ParseCallLimit(text).value()), text);
  }
  for (const char* text : {"", "60", "/60", "60/", "0/1", "1/0", "1000001/1", "1/1000001", "1/2/3",
                           "-1/1", "1.5/1", " 1/1", "1/1 "}) {
    EXPECT_FALSE(ParseCallLimit(text)) << text;
  }
}

}  // namespace
}  // namespace onsale::app
