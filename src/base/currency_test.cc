#include "base/currency.h"

#include <gtest/gtest.h>

namespace onsale::base {
namespace {

TEST(CurrencyTest, CodesOfTheListAreCurrencies) {
  for (const char* code : {"KRW", "USD", "EUR", "JPY", "IDR", "IRR", "AED", "ZWL", "XOF", "XCG"}) {
    EXPECT_TRUE(IsCurrency(code)) << code;
  }
}

TEST(CurrencyTest, OtherTextsAreNot) {
  for (const char* code : {"KRV", "krw", "", "K", "KR", "KRWW", "W U", " KR", "KR ", "XAU", "XTS",
                           "XXX", "UYI", "CHW", "AED AFN", "DAF"}) {
    EXPECT_FALSE(IsCurrency(code)) << code;
  }
}

}  // namespace
}  // namespace onsale::base
