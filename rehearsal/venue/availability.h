// Reads the answer of `GET /v1/shows/{id}/availability`, and events of the show's stream.
//
// Errors:   nothing or false, if the answer is of another chart, its states are not those of all
//           its seats, or `seatsAvailable` differs from them.
// Source:   docs/seat-maps.md, "Availability", "The stream"
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

// Makes `known` the state after an event `seats` with these `data`. An event that is not newer
// changes nothing.
//
// Requires: `known` is the state after the previous event of the same stream: changes leave out a
//           seat that is as it was then, whatever happened to it meanwhile.
bool ApplyChanges(std::string_view data, const Chart& chart, Availability& known);

// The members of an event; `data` is the last line of data.
struct StreamEvent {
  std::string_view name;
  std::string_view data;
};
StreamEvent ReadEvent(std::string_view lines);

}  // namespace onsale::rehearsal
