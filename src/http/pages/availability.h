// The states of a show's seats as JSON: all of them in two bits each, the changed ones, or counts.
//
// Shape:    docs/seat-maps.md. The order is that of the show's chart; a state is one of SeatState.
// Threads:  any; pure functions.
// Requires: maps of a show of the charts' catalogue, with one status for each seat of its chart.
// Source:   docs/seat-maps.md, "Availability", "The stream", "The summary"
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "domain/views.h"
#include "http/pages/chart_pages.h"

namespace onsale::http {

// On the wire: do not renumber.
enum class SeatState : std::uint8_t { kAvailable = 0, kHeld = 1, kSold = 2, kNotForSale = 3 };

std::string AvailabilityJson(const ChartSet& charts, const domain::SeatMap& map);

// What differs from an earlier map of the show with the same catalogue.
std::string ChangesJson(const ChartSet& charts, const domain::SeatMap& before,
                        const domain::SeatMap& map);

std::string SummaryJson(const ChartSet& charts, const domain::SeatMap& map);

}  // namespace onsale::http
