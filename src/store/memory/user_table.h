// A hash table from users to values.
//
// Owner:    a reference lives until the next At or Erase.
// Threads:  one.
#pragma once

#include <vector>

#include "base/keyed_hash.h"
#include "store/memory/chunks.h"
#include "store/memory/hash_index.h"

namespace onsale::store {

template <class Value>
class UserTable {
 public:
  explicit UserTable(const base::KeyedHash& hash) : hash_(hash) {}

  // The user's value; null if the user has none.
  const Value* Find(const base::UserId& user) const {
    const std::uint32_t slot = SlotOf(user);
    return slot == HashIndex::kNone ? nullptr : &entries_[slot].value;
  }
  // Fetches the memory in which a search for the user begins.
  void Prefetch(const base::UserId& user) const { index_.Prefetch(hash_(user)); }
  // The user's value, created if the user has none.
  Value& At(const base::UserId& user) {
    std::uint32_t slot = SlotOf(user);
    if (slot == HashIndex::kNone) {
      slot = TakeSlot();
      entries_.Grow(slot).user = user;
      index_.Insert(hash_(user), slot);
    }
    return entries_[slot].value;
  }
  void Erase(const base::UserId& user) {
    const std::uint32_t slot = SlotOf(user);
    if (slot == HashIndex::kNone) return;
    index_.Erase(hash_(user), slot);
    entries_[slot] = {};
    free_.push_back(slot);
  }

 private:
  struct Entry {
    base::UserId user;
    Value value{};
  };

  std::uint32_t SlotOf(const base::UserId& user) const {
    return index_.Find(hash_(user), [&](std::uint32_t at) { return entries_[at].user == user; });
  }
  std::uint32_t TakeSlot() {
    if (free_.empty()) return static_cast<std::uint32_t>(entries_.size());
    const std::uint32_t slot = free_.back();
    free_.pop_back();
    return slot;
  }

  const base::KeyedHash hash_;
  Chunks<Entry> entries_;
  HashIndex index_;
  std::vector<std::uint32_t> free_;
};

}  // namespace onsale::store
