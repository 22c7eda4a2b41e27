#include "base/money.h"

#include <gtest/gtest.h>

#include <limits>

namespace onsale::base {
namespace {

constexpr Money kMost{std::numeric_limits<std::int64_t>::max()};
constexpr Money kLeast{std::numeric_limits<std::int64_t>::min()};

TEST(MoneyTest, AddsUpToTheLargestAmount) {
  EXPECT_EQ(CheckedAdd(Money{kMost.minor - 1}, Money{1}), kMost);
}

TEST(MoneyTest, ASumThatOverflowsHasNoValue) {
  EXPECT_FALSE(CheckedAdd(kMost, Money{1}).has_value());
  EXPECT_FALSE(CheckedAdd(kLeast, Money{-1}).has_value());
}

TEST(MoneyTest, SubtractsBelowZero) {
  EXPECT_EQ(CheckedSubtract(Money{3}, Money{5}), Money{-2});
}

TEST(MoneyTest, ADifferenceThatOverflowsHasNoValue) {
  EXPECT_FALSE(CheckedSubtract(kLeast, Money{1}).has_value());
  EXPECT_FALSE(CheckedSubtract(Money{0}, kLeast).has_value());
}

}  // namespace
}  // namespace onsale::base
