// The seats of one show as events: snapshots, and deltas from each state to the next.
//
// Shape:    `snapshot` and `seats` have the same members: the map's version, how many seats are
//           AVAILABLE, and the numbers of seats by status, all of them or those that have changed.
//           An event's id is the version that a client has after it. The latest deltas are kept for
//           clients that come back.
// Owner:    itself; bytes handed out are shared and stay whole.
// Threads:  one.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "domain/catalog.h"
#include "domain/views.h"
#include "http/stream_event.h"

namespace onsale::http {

class SeatFeed {
 public:
  // What is kept for clients that come back, at most.
  static constexpr std::size_t kDeltasMax = 256;
  static constexpr std::size_t kDeltaBytesMax = 256 * 1024;

  // Goes on to this state, if it is newer. What everybody who has seen the state before is to be
  // sent, or null.
  SharedBytes Advance(const domain::CatalogPtr& catalog, const domain::SeatMapPtr& map);

  // What takes a client that has seen everything up to `last_event`, or nothing, to the latest
  // state; null if it is there. Never more bytes than a snapshot has.
  // Requires: Advance has taken a state over.
  SharedBytes CatchUp(std::optional<std::uint64_t> last_event);

  bool empty() const { return map_ == nullptr; }

 private:
  struct Delta {
    std::uint64_t version;  // after it
    SharedBytes bytes;
  };

  const SharedBytes& Snapshot();
  SharedBytes Replay(std::uint64_t last_event);
  void Keep(Delta delta);

  domain::CatalogPtr catalog_;
  domain::SeatMapPtr map_;
  SharedBytes snapshot_;      // of map_, once somebody has asked for it
  std::uint64_t oldest_ = 0;  // the version before the first delta
  std::deque<Delta> deltas_;  // each goes on from where the one before it ends
  std::size_t delta_bytes_ = 0;
};

}  // namespace onsale::http
