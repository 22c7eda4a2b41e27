// Explores every interleaving of a small world's moves, up to a number of moves (the depth).
//
// Shape:    breadth first; a state seen before is not expanded. A state is stored as the moves that
//           lead to it.
// Threads:  one.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/worlds/small_world.h"

namespace onsale::sim {

inline constexpr std::size_t kDepthMax = 16;

// A path of moves, as indexes into AllMoves.
struct Path {
  std::array<std::uint8_t, kDepthMax> moves{};
  std::uint8_t length = 0;
};
std::string TellPath(const Setting& setting, const Path& path);

struct Explored {
  std::uint64_t states = 0;              // distinct states, the first included
  std::uint64_t edges = 0;               // moves made and checked, from all states
  std::vector<std::uint64_t> states_at;  // the number of states first seen at each depth
  std::optional<std::string> wrong;      // the failure; `at` of Explore is the path to it
};

// Explores from the start of `setting`. `at` is always the current path, so that the caller can
// report it if an assertion ends the process.
Explored Explore(const Setting& setting, std::size_t depth, Path& at);

}  // namespace onsale::sim
