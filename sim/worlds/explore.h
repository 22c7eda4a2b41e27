// Every interleaving of a small world's moves, to a depth.
//
// Shape:    breadth first; a state that was seen before is not gone on from. A state is kept as the
//           moves that lead to it.
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

// Positions in AllMoves.
struct Path {
  std::array<std::uint8_t, kDepthMax> moves{};
  std::uint8_t length = 0;
};
std::string TellPath(const Setting& setting, const Path& path);

struct Explored {
  std::uint64_t states = 0;              // different ones, the first included
  std::uint64_t edges = 0;               // moves made and judged
  std::vector<std::uint64_t> states_at;  // first seen at this depth
  std::optional<std::string> wrong;      // and `at` is where
};

// `at` is where it is, for whoever looks when an assertion has ended the process.
Explored Explore(const Setting& setting, std::size_t depth, Path& at);

}  // namespace onsale::sim
