#include "http/parameters.h"

#include <gtest/gtest.h>

namespace onsale::http {
namespace {

TEST(ParametersTest, ValuesAreFoundByName) {
  QueryParameter parameters[] = {{.name = "a", .value = {}}, {.name = "b", .value = {}}};
  EXPECT_FALSE(ReadQuery("b=2&a=", parameters));
  EXPECT_EQ(parameters[0].value, "");
  EXPECT_EQ(parameters[1].value, "2");
}

TEST(ParametersTest, AValueMayHoldAnEqualsSign) {
  QueryParameter parameters[] = {{.name = "a", .value = {}}};
  EXPECT_FALSE(ReadQuery("a=b=c", parameters));
  EXPECT_EQ(parameters[0].value, "b=c");
}

TEST(ParametersTest, AnAbsentParameterHasNoValue) {
  QueryParameter parameters[] = {{.name = "a", .value = {}}};
  EXPECT_FALSE(ReadQuery("", parameters));
  EXPECT_FALSE(parameters[0].value);
}

TEST(ParametersTest, UnknownRepeatedAndValuelessParametersAreRefused) {
  for (const std::string_view query : {"c=1", "a", "a=1&a=2", "a=1&&a=2", "&", "A=1", "%61=1"}) {
    QueryParameter parameters[] = {{.name = "a", .value = {}}};
    const auto problem = ReadQuery(query, parameters);
    ASSERT_TRUE(problem) << query;
    EXPECT_EQ(problem->status, 400U);
  }
}

TEST(ParametersTest, HostileNamesAreEscaped) {
  const auto problem = ReadQuery("\"},\"x\":\"\xFF<script>=1", {});
  ASSERT_TRUE(problem);
  EXPECT_NE(problem->body.find("\"parameter\":\"\\\"},\\\"x\\\":\\\"\xEF\xBF\xBD<script>\"}"),
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
       {"%", "a%", "a%4", "%4x", "%x4", "%00", "%2540", "%20", "a+b"}) {
    EXPECT_FALSE(ReadUserParameter(text)) << text;
  }
}

}  // namespace
}  // namespace onsale::http
