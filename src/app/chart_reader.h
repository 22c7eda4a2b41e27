// A venue's seat plan: from the compact form of a catalogue file to one row a seat.
//
// Units:    centimetres, as domain/catalog.h has them; `facing` in degrees.
// Shape:    docs/catalog.md. A section's seats are numbered on from its `firstNumber`, row after
//           row.
// Errors:   mistakes in the list that is passed; the plan is worth nothing if there are any.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "app/json_document.h"
#include "domain/catalog.h"

namespace onsale::app {

inline constexpr std::size_t kChartSeatsMax = 100'000;
inline constexpr std::int64_t kSeatNumberMax = 999'999;

// What each object may hold; docs/catalog.schema.json says the same.
inline constexpr std::array<std::string_view, 4> kChartMembers{"id", "name", "categories",
                                                               "sections"};
inline constexpr std::array<std::string_view, 3> kCategoryMembers{"id", "name", "color"};
inline constexpr std::array<std::string_view, 8> kSectionMembers{
    "id", "category", "firstNumber", "origin", "facing", "seatSpacing", "rowSpacing", "rows"};
inline constexpr std::array<std::string_view, 3> kRowsMembers{"labels", "seats", "offset"};

// A chart before it has its id.
struct ChartPlan {
  domain::Chart chart;
  std::vector<domain::Category> categories;  // in order of rank
  std::vector<domain::ChartSeat> seats;      // in order of number
};

ChartPlan ReadChart(const JsonValue& value, const std::string& path,
                    std::vector<JsonMistake>& mistakes);

}  // namespace onsale::app
