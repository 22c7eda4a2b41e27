#include "base/decimal.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace onsale::base {
namespace {

TEST(DecimalTest, ANumberConvertsBack) {
  for (const std::int64_t number : {INT64_MIN, std::int64_t{-1}, std::int64_t{0}, INT64_MAX}) {
    std::string text = "=";
    AppendDecimal(text, number);
    EXPECT_EQ(text, "=" + std::to_string(number));
    EXPECT_EQ(ParseDecimal<std::int64_t>(text.substr(1)), number);
  }
  EXPECT_EQ(ParseDecimal<std::uint64_t>("18446744073709551615"), UINT64_MAX);
}

TEST(DecimalTest, LeadingZerosAreAccepted) {
  EXPECT_EQ(ParseDecimal<int>("007"), 7);
}

TEST(DecimalTest, OtherTextsAreRefused) {
  for (const char* text : {"", "-", "+1", " 1", "1 ", "1.0", "1e3", "0x1", "32768", "-32769"}) {
    EXPECT_FALSE(ParseDecimal<std::int16_t>(text)) << text;
  }
  EXPECT_FALSE(ParseDecimal<std::uint16_t>("-1"));
}

}  // namespace
}  // namespace onsale::base
