#include "http/parameters.h"

#include <gtest/gtest.h>

namespace onsale::http {
namespace {

TEST(ParametersTest, ValuesAreFoundByName) {
  const auto values = ReadQuery("b=2&a=", {"a", "b"});
  ASSERT_TRUE(values);
  EXPECT_EQ((*values)[0], "");
  EXPECT_EQ((*values)[1], "2");
}

TEST(ParametersTest, AValueMayHoldAnEqualsSign) {
  const auto values = ReadQuery("a=b=c", {"a"});
  ASSERT_TRUE(values);
  EXPECT_EQ((*values)[0], "b=c");
}

TEST(ParametersTest, AnAbsentParameterHasNoValue) {
  const auto values = ReadQuery("", {"a"});
  ASSERT_TRUE(values);
  EXPECT_FALSE((*values)[0]);
}

TEST(ParametersTest, UnknownRepeatedAndValuelessParametersAreRefused) {
  for (const std::string_view query :
       {"c=1", "a", "a=1&a=2", "a=1&&a=2", "&", "=", "=1", "A=1", "%61=1"}) {
    const auto values = ReadQuery(query, {"a"});
    ASSERT_FALSE(values) << query;
    EXPECT_EQ(values.error().status, 400U);
  }
}

TEST(ParametersTest, HostileNamesAreEscaped) {
  const auto values = ReadQuery("\"},\"x\":\"\xFF<script>=1", {});
  ASSERT_FALSE(values);
  EXPECT_NE(values.error().body.find("\"parameter\":\"\\\"},\\\"x\\\":\\\"\xEF\xBF\xBD<script>\"}"),
            std::string::npos);
}

TEST(ParametersTest, NumbersHaveOneSpellingOnly) {
  EXPECT_EQ(ReadNumberParameter("0", 100), 0);
  EXPECT_EQ(ReadNumberParameter("100", 100), 100);
  for (const std::string_view text : {"", "101", "-1", "+1", "01", "00", " 1", "1 ", "0x1", "1e1",
                                      "9223372036854775808", "99999999999999999999"}) {
    EXPECT_FALSE(ReadNumberParameter(text, 100)) << text;
  }
}

TEST(ParametersTest, UserIdsMayBePercentEncoded) {
  EXPECT_EQ(ReadUserParameter("a%40b")->text(), "a@b");
  EXPECT_EQ(ReadUserParameter("%61%2D%5f")->text(), "a-_");
  for (const std::string_view text :
       {"%", "a%", "a%4", "%4x", "%x4", "%00", "%20", "%0A", "%7F", "%C3", "%EA%B9"}) {
    EXPECT_FALSE(ReadUserParameter(text)) << text;
  }
}

TEST(ParametersTest, UserIdsMayHaveEveryVisibleCharacter) {
  EXPECT_EQ(ReadUserParameter("a+b")->text(), "a+b");
  EXPECT_EQ(ReadUserParameter("a%2Bb")->text(), "a+b");
  EXPECT_EQ(ReadUserParameter("a%2Fb")->text(), "a/b");
  EXPECT_EQ(ReadUserParameter("50%25")->text(), "50%");
  EXPECT_EQ(ReadUserParameter("auth0|7")->text(), "auth0|7");
  EXPECT_EQ(ReadUserParameter("%EA%B9%80")->text(), "\uAE40");
}

// Clients and proxies remove these segments from a path or decode it twice.
TEST(ParametersTest, APathThatProxiesReadAsAnotherUsersIsRefused) {
  for (const std::string_view text :
       {".", "..", "%2e", "%2E.", ".%2e", "%2E%2e", "a%2F..%2Fkim", "a%2f%2e%2e%2fkim", "%2Fkim",
        "kim%2F", "a%5C..%5Ckim", "vic%2574im"}) {
    EXPECT_FALSE(ReadUserParameter(text)) << text;
  }
}

TEST(ParametersTest, UserIdsThatAreNotNfcAreRefused) {
  EXPECT_FALSE(ReadUserParameter("Jose%CC%81"));
  EXPECT_EQ(ReadUserParameter("Jos%C3%A9")->text(), "Jos\u00E9");
}

TEST(ParametersTest, BytesOutsideAsciiMustBeEncoded) {
  EXPECT_FALSE(ReadUserParameter("\uAE40"));
}

}  // namespace
}  // namespace onsale::http
