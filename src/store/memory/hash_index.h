// A hash index from keys to the slots of rows. It uses open addressing and reads the keys from the
// rows.
//
// Shape:    an entry takes eight bytes, the slot and 32 bits of the hash, so growing the index
//           reads no row. At most three quarters full. Erase moves entries back and leaves no
//           tombstones.
// Threads:  one.
// Requires: slots below 2^32 - 1; equal keys have equal hashes, and the upper half of a hash
//           depends on every bit of the key (base/keyed_hash.h).
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

namespace onsale::store {

class HashIndex {
 public:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  // The first slot with this hash for which `equals` returns true, or kNone.
  template <class Equals>
  std::uint32_t Find(std::uint64_t hash, Equals&& equals) const {
    if (entries_.empty()) return kNone;
    const std::uint32_t tag = TagOf(hash);
    for (std::size_t i = tag & mask_;; i = (i + 1) & mask_) {
      const Entry& entry = entries_[i];
      if (entry.slot == kNone) return kNone;
      if (entry.tag == tag && equals(entry.slot)) return entry.slot;
    }
  }

  // Fetches the memory in which a search for this hash begins.
  void Prefetch(std::uint64_t hash) const {
    if (!entries_.empty()) __builtin_prefetch(&entries_[TagOf(hash) & mask_], 1);
  }

  // Adds a slot under its key's hash. Requires: the slot is not in the index.
  void Insert(std::uint64_t hash, std::uint32_t slot) {
    if ((count_ + 1) * 4 > entries_.size() * 3) Resize(entries_.empty() ? 16 : entries_.size() * 2);
    ++count_;
    PutEntry({.slot = slot, .tag = TagOf(hash)});
  }

  // Removes a slot. Requires: the slot is in the index under this hash.
  void Erase(std::uint64_t hash, std::uint32_t slot) {
    std::size_t hole = TagOf(hash) & mask_;
    while (entries_[hole].slot != slot) hole = (hole + 1) & mask_;
    for (std::size_t i = (hole + 1) & mask_; entries_[i].slot != kNone; i = (i + 1) & mask_) {
      // An entry whose home position is behind the hole must not move into the hole.
      const std::size_t home = entries_[i].tag & mask_;
      if (((i - home) & mask_) < ((i - hole) & mask_)) continue;
      entries_[hole] = entries_[i];
      hole = i;
    }
    entries_[hole] = {};
    --count_;
  }

  // Replaces one slot by another. Requires: `from` is in the index under this hash.
  void Replace(std::uint64_t hash, std::uint32_t from, std::uint32_t to) {
    std::size_t i = TagOf(hash) & mask_;
    while (entries_[i].slot != from) i = (i + 1) & mask_;
    entries_[i].slot = to;
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
  static std::uint32_t TagOf(std::uint64_t hash) { return static_cast<std::uint32_t>(hash >> 32); }
  void PutEntry(Entry entry) {
    std::size_t i = entry.tag & mask_;
    while (entries_[i].slot != kNone) i = (i + 1) & mask_;
    entries_[i] = entry;
  }
  void Resize(std::size_t size) {
    std::vector<Entry> old(size);
    old.swap(entries_);
    mask_ = size - 1;
    for (const Entry& entry : old) {
      if (entry.slot != kNone) PutEntry(entry);
    }
  }

  std::vector<Entry> entries_;
  std::size_t mask_ = 0;
  std::size_t count_ = 0;
};

}  // namespace onsale::store
