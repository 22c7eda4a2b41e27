// Explores all settings of the small world, each in a process of its own.
#pragma once

#include <cstddef>
#include <iosfwd>

namespace onsale::sim {

// Explores each setting up to `depth` moves and prints the results. False if a check failed.
bool TourSmallWorlds(std::size_t depth, std::ostream& out);

}  // namespace onsale::sim
