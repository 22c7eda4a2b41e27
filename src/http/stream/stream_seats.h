// The seats of one show as events: snapshots, and deltas between consecutive versions.
//
// Shape:    the data of `snapshot` is the availability, of `seats` what has changed
//           (pages/availability.h). An event's id is the version that a client has after it. The
//           latest deltas are kept for clients that reconnect.
// Owner:    a value; returned bytes are shared and immutable.
// Threads:  one.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "domain/views.h"
#include "http/pages/chart_pages.h"
#include "http/stream/stream_event.h"

namespace onsale::http {

// How many deltas, and how many bytes of them, are kept for clients that reconnect.
struct SeatFeedBounds {
  std::size_t deltas = 256;
  std::size_t bytes = std::size_t{256} * 1024;
};

class SeatFeed {
 public:
  explicit SeatFeed(SeatFeedBounds bounds = {}) : bounds_(bounds) {}

  // Moves to this version, if it is newer. Returns the event for clients that had the previous
  // version, or null.
  SharedBytes Advance(const ChartSetPtr& charts, const domain::SeatMapPtr& map);

  // The bytes that bring a client from `last_event`, or from nothing, to the latest version; null
  // if the client has that. Never larger than a snapshot. Requires: Advance has accepted a map.
  SharedBytes CatchUp(std::optional<std::uint64_t> last_event);

  bool empty() const { return map_ == nullptr; }

 private:
  struct Delta {
    std::uint64_t version;  // the version after the delta
    SharedBytes bytes;
  };

  const SharedBytes& Snapshot();
  SharedBytes Replay(std::uint64_t last_event);
  void Keep(Delta delta);

  SeatFeedBounds bounds_;
  ChartSetPtr charts_;  // of the catalogue that map_ belongs to
  domain::SeatMapPtr map_;
  SharedBytes snapshot_;      // of map_; made at its first use
  std::uint64_t oldest_ = 0;  // the version before the first delta
  std::deque<Delta> deltas_;  // each starts where the one before ends
  std::size_t delta_bytes_ = 0;
};

}  // namespace onsale::http
