// Reads the answer of `GET /v1/shows/{id}/availability`.
//
// Errors:   nothing, if the answer is of another chart, its states are not those of all its seats,
//           or `seatsAvailable` differs from them.
// Source:   docs/seat-maps.md, "Availability"
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "rehearsal/venue/chart.h"

namespace onsale::rehearsal {

struct Availability {
  std::uint64_t version = 0;
  SeatSet available;
};

// `digest` is that of the show's chart.
std::optional<Availability> ReadAvailability(std::string_view json, const Chart& chart,
                                             std::string_view digest);

}  // namespace onsale::rehearsal
