// A tour of all settings of the small world.
#pragma once

#include <cstddef>
#include <iosfwd>

namespace onsale::sim {

// Explores each setting to the depth, in a process of its own, and says what was seen. False if
// something was wrong.
bool TourSmallWorlds(std::size_t depth, std::ostream& out);

}  // namespace onsale::sim
