#include "rehearsal/audit/admission_order.h"

#include <algorithm>
#include <tuple>

namespace onsale::rehearsal {

std::vector<Overtaking> FindOvertakings(std::vector<SeenInQueue> seen) {
  std::sort(seen.begin(), seen.end(), [](const SeenInQueue& a, const SeenInQueue& b) {
    return std::tie(a.room, a.place, a.buyer) < std::tie(b.room, b.place, b.buyer);
  });
  std::vector<Overtaking> found;
  // Of the buyers ahead, the one who was seen WAITING at the latest commit: a buyer who overtook
  // any of them overtook this one.
  const SeenInQueue* slowest = nullptr;
  for (std::size_t i = 0; i < seen.size();) {
    if (i > 0 && seen[i].room != seen[i - 1].room) slowest = nullptr;
    std::size_t end = i;
    // Buyers of equal rank are all checked before one of them counts as ahead of the others.
    for (; end < seen.size() && seen[end].room == seen[i].room && seen[end].place == seen[i].place;
         ++end) {
      if (slowest != nullptr && seen[end].first_active_commit < slowest->last_waiting_commit) {
        found.push_back({.passed = slowest->buyer, .passer = seen[end].buyer});
      }
    }
    for (; i < end; ++i) {
      if (slowest == nullptr || seen[i].last_waiting_commit > slowest->last_waiting_commit) {
        slowest = &seen[i];
      }
    }
  }
  return found;
}

}  // namespace onsale::rehearsal
