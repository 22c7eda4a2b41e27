// Finds a row's slot by its key: open addressing over slots, the keys stay with the rows.
//
// Shape:    eight bytes an entry, the slot and 32 bits of the hash, so that growing reads no row.
//           At most three quarters full. Erase moves entries back: no tombstones.
// Threads:  one.
// Requires: slots below 2^32 - 1; equal keys have equal hashes.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

namespace onsale::store {

class HashIndex {
 public:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  // The slot for which `equals` says yes, or kNone.
  template <class Equals>
  std::uint32_t Find(std::size_t hash, Equals&& equals) const {
    if (entries_.empty()) return kNone;
    const std::uint32_t tag = TagOf(hash);
    for (std::size_t i = tag & mask_;; i = (i + 1) & mask_) {
      const Entry& entry = entries_[i];
      if (entry.slot == kNone) return kNone;
      if (entry.tag == tag && equals(entry.slot)) return entry.slot;
    }
  }

  // Requires: not there yet.
  void Insert(std::size_t hash, std::uint32_t slot) {
    if ((count_ + 1) * 4 > entries_.size() * 3) Resize(entries_.empty() ? 16 : entries_.size() * 2);
    ++count_;
    Place({.slot = slot, .tag = TagOf(hash)});
  }

  // Requires: it is there.
  void Erase(std::size_t hash, std::uint32_t slot) {
    std::size_t hole = TagOf(hash) & mask_;
    while (entries_[hole].slot != slot) hole = (hole + 1) & mask_;
    for (std::size_t i = (hole + 1) & mask_; entries_[i].slot != kNone; i = (i + 1) & mask_) {
      // An entry may move back to the hole if its home is not between the two.
      const std::size_t home = entries_[i].tag & mask_;
      if (((i - home) & mask_) < ((i - hole) & mask_)) continue;
      entries_[hole] = entries_[i];
      hole = i;
    }
    entries_[hole] = {};
    --count_;
  }

  std::size_t size() const { return count_; }
  void Reserve(std::size_t count) {
    const std::size_t wanted = std::bit_ceil(count * 4 / 3 + 1);
    if (wanted > entries_.size()) Resize(wanted < 16 ? 16 : wanted);
  }

 private:
  struct Entry {
    std::uint32_t slot = kNone;
    std::uint32_t tag = 0;
  };
  static std::uint32_t TagOf(std::size_t hash) {
    // The library's hash of a number may be the number: mix before taking the upper half.
    return static_cast<std::uint32_t>((hash * 0x9E3779B97F4A7C15U) >> 32);
  }
  void Place(Entry entry) {
    std::size_t i = entry.tag & mask_;
    while (entries_[i].slot != kNone) i = (i + 1) & mask_;
    entries_[i] = entry;
  }
  void Resize(std::size_t size) {
    std::vector<Entry> old(size);
    old.swap(entries_);
    mask_ = size - 1;
    for (const Entry& entry : old) {
      if (entry.slot != kNone) Place(entry);
    }
  }

  std::vector<Entry> entries_;
  std::size_t mask_ = 0;
  std::size_t count_ = 0;
};

}  // namespace onsale::store
