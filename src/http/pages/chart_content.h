// A chart as columns of JSON: what `GET /v1/charts/{digest}` answers, byte for byte.
//
// Units:    positions in centimetres, as in domain/catalog.h. Indexes count a chart's seats in
//           order of number, from 0.
// Shape:    docs/seat-maps.md. Equal charts have equal bytes on every node; the content names no
//           show and no price.
// Threads:  any; pure functions.
// Source:   docs/seat-maps.md, "The chart"
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/catalog.h"

namespace onsale::http {

// Seats that follow each other in a chart and have the same section and category: usually all seats
// of a section.
struct ChartSection {
  std::size_t first = 0;  // the index of its first seat
  std::size_t seats = 0;
  std::size_t category = 0;  // the index in Catalog::CategoriesOf, whose size for an unknown one
  std::string_view name;     // views the catalogue
};

// The sections of a chart, in the order of its content.
std::vector<ChartSection> SectionsOf(const domain::Catalog& catalog, domain::ChartId chart);

// The content. `sections` are those of the chart.
std::string ChartContent(const domain::Catalog& catalog, const domain::Chart& chart,
                         std::span<const ChartSection> sections);

}  // namespace onsale::http
