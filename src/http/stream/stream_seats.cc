#include "http/stream/stream_seats.h"

#include <algorithm>
#include <utility>

#include "base/assert.h"
#include "http/pages/availability.h"

namespace onsale::http {
namespace {

SharedBytes EventOf(std::string_view name, std::string_view json, std::uint64_t version) {
  const std::string id = std::to_string(version);
  std::string bytes;
  AppendEvent(bytes, {.name = name, .data = json, .id = id});
  return Share(std::move(bytes));
}

bool Fits(const domain::Catalog& catalog, const domain::SeatMap& map) {
  const domain::Show* const show = catalog.Find(map.show);
  return show != nullptr && catalog.SeatsOf(show->chart).size() == map.statuses.size();
}

}  // namespace

SharedBytes SeatFeed::Advance(const ChartSetPtr& charts, const domain::SeatMapPtr& map) {
  // Waits for the next poll if map and catalogue do not match: it brings a matching pair.
  if (!Fits(*charts->catalog(), *map)) return nullptr;
  const bool same_seats = charts_ != nullptr && charts->catalog() == charts_->catalog();
  if (map_ != nullptr &&
      (map->version < map_->version || (map->version == map_->version && same_seats))) {
    return nullptr;
  }
  const domain::SeatMapPtr before = std::exchange(map_, map);
  charts_ = charts;
  snapshot_.reset();
  if (before != nullptr && same_seats) {
    SharedBytes delta = EventOf("seats", ChangesJson(*charts, *before, *map), map->version);
    Keep({map->version, delta});
    return delta;
  }
  deltas_.clear();
  delta_bytes_ = 0;
  oldest_ = map->version;
  return before == nullptr ? nullptr : Snapshot();
}

void SeatFeed::Keep(Delta delta) {
  delta_bytes_ += delta.bytes->size();
  deltas_.push_back(std::move(delta));
  while (deltas_.size() > bounds_.deltas || delta_bytes_ > bounds_.bytes) {
    delta_bytes_ -= deltas_.front().bytes->size();
    oldest_ = deltas_.front().version;
    deltas_.pop_front();
  }
}

SharedBytes SeatFeed::CatchUp(std::optional<std::uint64_t> last_event) {
  ONSALE_ASSERT(!empty());
  if (!last_event) return Snapshot();
  if (*last_event == map_->version) return nullptr;
  const SharedBytes replay = Replay(*last_event);
  return replay != nullptr ? replay : Snapshot();
}

const SharedBytes& SeatFeed::Snapshot() {
  if (snapshot_ == nullptr) {
    snapshot_ = EventOf("snapshot", AvailabilityJson(*charts_, *map_), map_->version);
  }
  return snapshot_;
}

// The deltas after `last_event`, or null if that is not exactly one of the kept versions: a delta
// omits seats that changed and changed back.
SharedBytes SeatFeed::Replay(std::uint64_t last_event) {
  auto first = deltas_.begin();
  if (last_event != oldest_) {
    first = std::ranges::find(deltas_, last_event, &Delta::version);
    if (first == deltas_.end()) return nullptr;
    ++first;
  }
  std::size_t size = 0;
  for (auto delta = first; delta != deltas_.end(); ++delta) size += delta->bytes->size();
  if (size > Snapshot()->size()) return nullptr;
  std::string bytes;
  bytes.reserve(size);
  for (auto delta = first; delta != deltas_.end(); ++delta) bytes.append(*delta->bytes);
  return Share(std::move(bytes));
}

}  // namespace onsale::http
