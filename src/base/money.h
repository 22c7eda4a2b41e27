// An amount of money: a whole number of minor units of the deployment's one currency.
//
// Units:    minor units (KRW has none, so 1 is 1 won; 100 is 1 USD). Intermediate results may be
//           negative.
// Errors:   CheckedAdd and CheckedSubtract return nothing on overflow; there are no unchecked
//           operators.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>

namespace onsale::base {

struct Money {
  std::int64_t minor = 0;
  auto operator<=>(const Money&) const = default;
};

inline std::optional<Money> CheckedAdd(Money a, Money b) {
  Money sum;
  if (__builtin_add_overflow(a.minor, b.minor, &sum.minor)) return std::nullopt;
  return sum;
}

inline std::optional<Money> CheckedSubtract(Money a, Money b) {
  Money difference;
  if (__builtin_sub_overflow(a.minor, b.minor, &difference.minor)) return std::nullopt;
  return difference;
}

}  // namespace onsale::base
