// The undo log: rows as they were before the current batch changed them.
//
// Shape:    the log has an encoded row for each change, which undo applies newest first, and an
//           index of the rows that the batch has created.
// Threads:  one.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/assert.h"
#include "base/keyed_hash.h"
#include "store/memory/hash_index.h"
#include "store/row_codec.h"

namespace onsale::store {

class UndoLog {
 public:
  explicit UndoLog(const base::KeyedHash& hash) : hash_(hash) {}

  // Notes a Put of `row`. `before` is the row that it replaces, or null.
  template <class Row>
  void Was(const Row* before, const Row& row) {
    starts_.push_back(bytes_.size());
    base::WireWriter writer(bytes_);
    if (before != nullptr) return EncodePut(writer, *before);
    EncodeErase(writer, row);
    const std::string_view key = From(starts_.size() - 1);
    if (HasMade(key) || (!gone_.empty() && gone_.contains(std::string(key)))) return;
    made_.Insert(hash_(key), static_cast<std::uint32_t>(starts_.size() - 1));
  }
  // Notes that `row` is about to be erased.
  template <class Row>
  void WasErased(const Row& row) {
    Was(&row, row);
    const std::string key = KeyOfRow(row);
    if (!HasMade(key)) gone_.insert(key);
  }

  // Called when the changes so far are written: IsMade then refers to later changes only.
  void Continue() {
    made_ = {};
    gone_.clear();
  }

  // Whether the row was created since the batch began, or since Continue.
  template <class Row>
  bool IsMade(const Row& row) const {
    return HasMade(KeyOfRow(row));
  }

  // Calls visitor.Put(Row) or visitor.Erase(Row) for each change, newest first; clears the log.
  template <class Visitor>
  void Undo(Visitor&& visitor) {
    std::string_view bytes = bytes_;
    for (; !starts_.empty(); starts_.pop_back()) {
      const bool good = DecodeRows(bytes.substr(starts_.back()), visitor).has_value();
      ONSALE_ASSERT(good);
      bytes = bytes.substr(0, starts_.back());
    }
    Clear();
  }
  void Clear() {
    bytes_.clear();
    starts_.clear();
    Continue();
  }

 private:
  // A row's key as bytes: an encoded erasure, which includes the table.
  template <class Row>
  static std::string KeyOfRow(const Row& row) {
    std::string key;
    base::WireWriter writer(key);
    EncodeErase(writer, row);
    return key;
  }
  std::string_view From(std::size_t change) const {
    const std::size_t end = change + 1 < starts_.size() ? starts_[change + 1] : bytes_.size();
    return std::string_view(bytes_).substr(starts_[change], end - starts_[change]);
  }
  bool HasMade(std::string_view key) const {
    const auto same = [&](std::uint32_t change) { return From(change) == key; };
    return made_.Find(hash_(key), same) != HashIndex::kNone;
  }

  const base::KeyedHash hash_;
  std::string bytes_;
  std::vector<std::size_t> starts_;
  HashIndex made_;  // the changes that created a row
  // Keys of rows that existed before the batch and that the batch has erased.
  std::set<std::string> gone_;
};

}  // namespace onsale::store
