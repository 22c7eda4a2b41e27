// A table in memory, indexed by key, that records which rows the current batch has changed.
//
// Owner:    a returned pointer lives until the next Put or Erase of the same row.
// Threads:  one.
#pragma once

#include <optional>
#include <utility>

#include "base/keyed_hash.h"
#include "store/memory/chunks.h"
#include "store/memory/hash_index.h"
#include "store/row_codec.h"

namespace onsale::store {

template <class Row>
class RowTable {
 public:
  static constexpr std::uint32_t kNone = HashIndex::kNone;

  explicit RowTable(const base::KeyedHash& hash) : hash_(hash) {}

  template <class... Parts>
  std::uint32_t SlotOf(const std::tuple<Parts&...>& key) const {
    return index_.Find(hash_(key), [&](std::uint32_t slot) { return KeyOf(rows_[slot]) == key; });
  }
  template <class... Parts>
  const Row* Find(const std::tuple<Parts&...>& key) const {
    const std::uint32_t slot = SlotOf(key);
    return slot == kNone ? nullptr : &rows_[slot];
  }
  const Row& operator[](std::uint32_t slot) const { return rows_[slot]; }
  template <class... Parts>
  void Prefetch(const std::tuple<Parts&...>& key) const {
    index_.Prefetch(hash_(key));
  }

  // The slot of a row's key; `fresh` if the key had none before.
  struct Placed {
    std::uint32_t slot;
    bool fresh;
  };
  // Finds or creates the slot of the row's key. The caller must then call Assign.
  Placed Claim(const Row& row) {
    const auto key = KeyOf(row);
    const std::uint64_t hash = hash_(key);
    const std::uint32_t found =
        index_.Find(hash, [&](std::uint32_t slot) { return KeyOf(rows_[slot]) == key; });
    if (found != kNone) return {.slot = found, .fresh = false};
    const std::uint32_t slot = TakeSlot();
    index_.Insert(hash, slot);
    return {.slot = slot, .fresh = true};
  }
  // Writes the row into its slot. With `batch` 0 the row does not count as changed. Requires: the
  // slot is from Claim(row).
  void Assign(std::uint32_t slot, const Row& row, std::uint32_t batch) {
    rows_[slot] = row;
    if (batch != 0 && rows_.Mark(slot, batch)) changed_.push_back(slot);
  }
  void Put(const Row& row, std::uint32_t batch) { Assign(Claim(row).slot, row, batch); }

  void Erase(std::uint32_t slot, std::uint32_t batch) {
    index_.Erase(hash_(KeyOf(std::as_const(rows_[slot]))), slot);
    if (batch != 0) erased_.push_back(std::move(rows_[slot]));
    rows_[slot] = Row{};
    free_.push_back(slot);
  }

  // Encodes the changes since the last call, erased rows first: such a row may have been put again.
  std::size_t TakeChanges(base::WireWriter& out) {
    const std::size_t count = erased_.size() + changed_.size();
    for (const Row& row : erased_) EncodeErase(out, row);
    for (const std::uint32_t slot : changed_) {
      // A slot whose key no longer leads to it was freed, and holds no row.
      if (SlotOf(KeyOf(std::as_const(rows_[slot]))) == slot) {
        EncodePut(out, std::as_const(rows_[slot]));
      }
    }
    erased_.clear();
    changed_.clear();
    return count;
  }

  std::size_t size() const { return rows_.size() - free_.size(); }
  bool IsEmpty() const { return size() == 0; }
  template <class F>
  void ForEach(F&& f) const {
    for (std::uint32_t slot = 0; slot < rows_.size(); ++slot) {
      if (SlotOf(KeyOf(rows_[slot])) == slot) f(rows_[slot]);
    }
  }
  void Reserve(std::size_t count) { index_.Reserve(count); }

 private:
  std::uint32_t TakeSlot() {
    if (free_.empty()) {
      const auto slot = static_cast<std::uint32_t>(rows_.size());
      rows_.Grow(slot);
      return slot;
    }
    const std::uint32_t slot = free_.back();
    free_.pop_back();
    return slot;
  }

  const base::KeyedHash hash_;
  Chunks<Row> rows_;
  HashIndex index_;
  std::vector<std::uint32_t> free_;
  std::vector<std::uint32_t> changed_;
  std::vector<Row> erased_;
};

}  // namespace onsale::store
