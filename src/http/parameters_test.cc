#include "http/parameters.h"

#include <gtest/gtest.h>

namespace onsale::http {
namespace {

TEST(ParametersTest, ValuesAreFoundByName) {
  const auto values = ReadQuery("b=2=c&a=", {"a", "b"});
  ASSERT_TRUE(values);
  EXPECT_EQ((*values)[0], "");
  EXPECT_EQ((*values)[1], "2=c");
  EXPECT_FALSE(ReadQuery("", {"a"}).value()[0]);
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

TEST(ParametersTest, UserIdsAreReadWithAnyEncodingOfVisibleCharacters) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"a%40b", "a@b"},       {"%61%2D%5f", "a-_"},    {"a+b", "a+b"},
      {"a%2Bb", "a+b"},       {"a%2Fb", "a/b"},        {"50%25", "50%"},
      {"auth0|7", "auth0|7"}, {"%EA%B9%80", "\uAE40"}, {"Jos%C3%A9", "Jos\u00E9"}};
  for (const auto& [text, user] : cases) EXPECT_EQ(ReadUserParameter(text)->text(), user);
  for (const std::string_view bad :
       {"%", "a%", "a%4", "%4x", "%x4", "%00", "%20", "%0A", "%7F", "%C3", "%EA%B9",
        // Clients and proxies remove these segments from a path, or decode it twice.
        ".", "..", "%2e", "%2E.", ".%2e", "%2E%2e", "a%2F..%2Fkim", "a%2f%2e%2e%2fkim", "%2Fkim",
        "kim%2F", "a%5C..%5Ckim", "vic%2574im",
        // Not NFC; and bytes outside ASCII must be encoded.
        "Jose%CC%81", "\uAE40"}) {
    EXPECT_FALSE(ReadUserParameter(bad)) << bad;
  }
}

}  // namespace
}  // namespace onsale::http
