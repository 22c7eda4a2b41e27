// How much of the journal is written and kept at once.
#pragma once

#include <cstddef>

namespace onsale::store {

// Limits on bytes of changed rows. A single batch may exceed them.
struct CommitBounds {
  std::size_t frame_bytes = std::size_t{16} << 20;
  std::size_t pending_bytes = std::size_t{64} << 20;
};

}  // namespace onsale::store
