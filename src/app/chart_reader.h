// Reads a chart from its compact form in a catalogue file and expands it into a row for each seat.
//
// Units:    centimetres, with the axes of domain/catalog.h; `facing` in degrees.
// Shape:    as in docs/catalog.md; a section's seats are numbered from its `firstNumber`, row after
//           row.
// Errors:   ReadChart appends mistakes to a list; if there are any, the plan must not be used.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "app/json_fields.h"
#include "domain/catalog.h"

namespace onsale::app {

inline constexpr std::size_t kSeatsPerChartMax = 100'000;
inline constexpr std::int64_t kSeatNumberMax = 999'999;

// The names of the members of each object of a chart, as in docs/catalog.schema.json.
inline constexpr std::array<std::string_view, 4> kChartMembers{"id", "name", "categories",
                                                               "sections"};
inline constexpr std::array<std::string_view, 3> kCategoryMembers{"id", "name", "color"};
inline constexpr std::array<std::string_view, 9> kSectionMembers{
    "id",          "category",   "firstNumber", "origin", "facing",
    "seatSpacing", "rowSpacing", "rank",        "rows"};
inline constexpr std::array<std::string_view, 10> kRowsMembers{
    "labels", "seats",     "continues", "offset", "firstSeat",
    "step",   "direction", "gaps",      "rank",   "access"};

// The contents of a chart that has no id yet.
struct ChartPlan {
  domain::Chart chart;
  std::vector<domain::Category> categories;  // in order of rank
  std::vector<domain::ChartSeat> seats;      // in order of number
};

ChartPlan ReadChart(const JsonValue& value, const std::string& path,
                    std::vector<JsonMistake>& mistakes);

}  // namespace onsale::app
