// The last commit of each buyer's own changes, roughly: what is sent from a copy must not be older.
//
// Shape:    a slot for many queue tokens, which has the largest commit of any of them: never too
//           small, sometimes too large.
// Units:    128 KB.
// Threads:  any.
#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "domain/rows.h"

namespace onsale::http {

class LastCommits {
 public:
  // Notes a commit that changed something for the holder of the token.
  void Note(const domain::QueueTokenKey& token, std::uint64_t commit) {
    std::atomic<std::uint64_t>& slot = slots_[SlotOf(token)];
    std::uint64_t known = slot.load(std::memory_order_acquire);
    while (known < commit && !slot.compare_exchange_weak(known, commit)) {
    }
  }
  // At least the last commit of the token's holder that was noted; 0 if none was.
  std::uint64_t Of(const domain::QueueTokenKey& token) const {
    return slots_[SlotOf(token)].load(std::memory_order_acquire);
  }

 private:
  static constexpr std::size_t kSlots = 1 << 14;
  static constexpr std::size_t kRoomStep = 4'099;  // a prime that parts the rooms' tokens

  static std::size_t SlotOf(const domain::QueueTokenKey& token) {
    return (token.number.value + token.room.value * kRoomStep) % kSlots;
  }

  std::vector<std::atomic<std::uint64_t>> slots_ = std::vector<std::atomic<std::uint64_t>>(kSlots);
};

}  // namespace onsale::http
