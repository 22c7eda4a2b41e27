// A range of allowed values, from the least to the most.
//
// Shape:    both ends belong to the range.
#pragma once

#include <cstdint>

#include "base/time.h"

namespace onsale::base {

template <class Value>
struct Range {
  Value least;
  Value most;

  constexpr bool Contains(Value value) const { return least <= value && value <= most; }
};

using IntegerRange = Range<std::int64_t>;
using DurationRange = Range<Duration>;

}  // namespace onsale::base
