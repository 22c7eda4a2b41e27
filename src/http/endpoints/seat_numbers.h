// The member `seatNumbers` of requests.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/ids.h"
#include "http/response.h"

namespace onsale::http {

// The problem of a list that names a seat twice; nothing if it does not.
std::optional<Response> RepeatedSeat(std::span<const std::int64_t> numbers);

// The numbers, sorted. Requires: each is of 1 to UINT32_MAX.
std::vector<base::SeatNumber> InOrder(std::span<const std::int64_t> numbers);

}  // namespace onsale::http
