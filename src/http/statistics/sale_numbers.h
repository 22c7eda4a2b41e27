// The sale in numbers, over all rooms, and over all shows whose sale is not over.
#pragma once

#include <cstdint>
#include <optional>

#include "domain/views.h"

namespace onsale::http {

struct SaleNumbers {
  std::int64_t waiting = 0;
  std::int64_t active = 0;
  std::int64_t seats = 0;
  std::int64_t held = 0;
  std::int64_t sold = 0;
  std::optional<std::int64_t> seats_per_minute;  // nothing while unknown
  // Since the rooms were created: reservations made, and seats paid.
  std::int64_t holds = 0;
  std::int64_t seats_paid = 0;
};
SaleNumbers NumbersOf(const domain::SaleView& view);

}  // namespace onsale::http
