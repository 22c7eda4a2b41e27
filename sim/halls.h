// The halls of a simulated world: the charts of its catalogues.
//
// Shape:    a hall has one or more sections, each of one category. Rows have aisles, ranks,
//           wheelchair places with and without a companion seat; some are beside or behind the
//           stage. In some worlds all seats are in one place, as in charts without positions.
//           Number, section, row, position, rank and access of a seat follow from the world's seed,
//           so that they are the same in all variants of the catalogue.
// Threads:  any.
#pragma once

#include <cstdint>
#include <string>

#include "sim/chance.h"
#include "sim/plan.h"

namespace onsale::sim {

// Both charts of a catalogue have the same seats, but in other categories.
inline constexpr std::uint32_t kCharts = 2;
// The sections that a hall may have, and one that a change of the catalogue may add.
inline constexpr const char* kSections[] = {"floor", "side", "box"};
inline constexpr const char* kNewSection = "balcony";

// The slug of the second category: some catalogue variants rename it.
const char* SecondCategory(std::uint32_t variant);

// Adds the next chart with its categories and seats. A variant may leave a few seats out, add some
// and name some otherwise.
void AddChart(const WorldPlan& plan, Chance& chance, std::uint32_t variant,
              domain::CatalogRows& rows);

// Makes pairs of wheelchair places and companion seats mutual again after a change of the seats: a
// place whose companion seat is gone has none, and a companion seat without its place becomes an
// ordinary seat.
void MendPairs(domain::CatalogRows& rows);

}  // namespace onsale::sim
