#include "http/json/whole_number.h"

#include <gtest/gtest.h>

namespace onsale::http {
namespace {

TEST(WholeNumberTest, EverySpellingOfAWholeNumberIsReadExactly) {
  const std::pair<std::string_view, std::uint64_t> cases[] = {
      {"1.0", 1},
      {"7", 7},
      {"1e3", 1'000},
      {"1.3E+5", 130'000},
      {"130000.000", 130'000},
      {"130000e-4", 13},
      {"1.50e1", 15},
      {"0.00012e5", 12},
      {"0.0", 0},
      {"0e99999999999999999999", 0},
      {"9007199254740993.0", 9'007'199'254'740'993U},
      {"18446744073709551615.0", UINT64_MAX}};
  for (const auto& [text, magnitude] : cases) {
    const auto read = ReadWholeNumber(text);
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(read->magnitude, magnitude) << text;
    EXPECT_FALSE(read->negative);
  }
  EXPECT_TRUE(ReadWholeNumber("-1.0")->negative);
}

TEST(WholeNumberTest, AFractionOrAnythingTooLargeIsNotRead) {
  for (const std::string_view text :
       {"0.5", "1e-1", "15e-1", "1.01", "1000000000000000.00000001", "18446744073709551616.0",
        "1e20", "1e400", "-1e400", "1e99999999999999999999", "1e-99999999999999999999",
        "1e9223372036854775807", "1e-9223372036854775808"}) {
    EXPECT_FALSE(ReadWholeNumber(text)) << text;
  }
}

}  // namespace
}  // namespace onsale::http
