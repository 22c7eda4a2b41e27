// Explores all settings of the small world.
#pragma once

#include <cstddef>
#include <iosfwd>

namespace onsale::sim {

// Explores each setting to the depth in its own process and prints the result. False on a failure.
bool TourSmallWorlds(std::size_t depth, std::ostream& out);

}  // namespace onsale::sim
