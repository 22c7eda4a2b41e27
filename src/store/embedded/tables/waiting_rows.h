// The last values of the rows that wait to be folded: a row that changed many times is here once.
//
// Shape:    for each table the rows in order of their first change, found by key; an erased row has
//           only its key.
// Units:    size() counts rows, changes() counts how often they changed.
// Threads:  one.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/keyed_hash.h"
#include "store/memory/hash_index.h"
#include "store/row_codec.h"

namespace onsale::store {

// The bytes of a row's key, for a hash.
template <class Row>
void KeyBytes(const Row& row, std::string& bytes) {
  bytes.clear();
  base::WireWriter writer(bytes);
  std::apply(
      [&writer](const auto&... key) {
        (Field<std::remove_cvref_t<decltype(key)>>::Write(writer, key), ...);
      },
      KeyOf(row));
}

template <class Row>
class WaitingTable {
 public:
  struct Change {
    Row row;
    bool erased;
  };

  // Replaces what is here under the key, if there is anything. True if there was nothing.
  bool Set(Change change, std::uint64_t hash) {
    const auto key = KeyOf(change.row);
    const std::uint32_t slot =
        index_.Find(hash, [&](std::uint32_t at) { return KeyOf(changes_[at].row) == key; });
    if (slot != HashIndex::kNone) {
      changes_[slot] = std::move(change);
      return false;
    }
    index_.Insert(hash, static_cast<std::uint32_t>(changes_.size()));
    changes_.push_back(std::move(change));
    return true;
  }

  const Change& operator[](std::uint32_t at) const { return changes_[at]; }
  // The indexes of all changes, in order of key. Calls `rest` often, because sorting takes long.
  template <class Rest>
  std::vector<std::uint32_t> InOrder(const Rest& rest) const {
    constexpr std::uint32_t kStepsBetweenRests = 256;
    std::uint32_t steps = 0;
    const auto step = [&steps, &rest] {
      if (++steps % kStepsBetweenRests == 0) rest();
    };
    // Copies of the keys: to read them from the rows would miss the caches at each comparison.
    struct Keyed {
      CopyOf<decltype(KeyOf(std::declval<const Row&>()))>::Type key;
      std::uint32_t at;
    };
    std::vector<Keyed> keyed;
    keyed.reserve(changes_.size());
    for (const Change& change : changes_) {
      keyed.push_back({.key = KeyOf(change.row), .at = static_cast<std::uint32_t>(keyed.size())});
      step();
    }
    std::sort(keyed.begin(), keyed.end(), [&step](const Keyed& a, const Keyed& b) {
      step();
      return a.key < b.key;
    });
    std::vector<std::uint32_t> order(keyed.size());
    std::ranges::transform(keyed, order.begin(), &Keyed::at);
    return order;
  }

 private:
  // The tuple of values for a tuple of references.
  template <class References>
  struct CopyOf;
  template <class... Members>
  struct CopyOf<std::tuple<Members...>> {
    using Type = std::tuple<std::remove_cvref_t<Members>...>;
  };

  std::deque<Change> changes_;  // grows without moving rows
  HashIndex index_;
};

class WaitingRows {
 public:
  template <class Row>
  void Put(Row row) {
    Set<Row>({.row = std::move(row), .erased = false});
  }
  template <class Row>
  void Erase(Row row) {
    Set<Row>({.row = std::move(row), .erased = true});
  }

  template <class Row>
  const WaitingTable<Row>& Of() const {
    return std::get<WaitingTable<Row>>(tables_);
  }
  std::size_t size() const { return size_; }
  std::size_t changes() const { return changes_; }

 private:
  template <class Row>
  void Set(WaitingTable<Row>::Change change) {
    KeyBytes(change.row, key_);
    const std::uint64_t hash = base::SipHash13(hash_key_, key_);
    size_ += std::get<WaitingTable<Row>>(tables_).Set(std::move(change), hash) ? 1 : 0;
    ++changes_;
  }

  base::HashKey hash_key_ = base::RandomHashKey();  // clients choose some keys
  ForTables<WaitingTable> tables_;
  std::string key_;
  std::size_t size_ = 0;
  std::size_t changes_ = 0;
};

}  // namespace onsale::store
