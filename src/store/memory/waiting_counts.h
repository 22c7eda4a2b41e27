// Counts the waiting tokens of a room up to an admission rank: a Fenwick tree that grows, and that
// begins after ranks with which nobody waits any more.
//
// Units:    `rank` is an admission rank, from 1; each rank takes four bytes.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace onsale::store {

class WaitingCounts {
 public:
  // Adds a waiting token with this rank (`delta` +1), or removes it (-1). Requires: no token with
  // this rank waits; or, to remove it, one does.
  void Add(std::size_t rank, std::int32_t delta) {
    if (rank <= base_) Rebuild(0);
    const std::size_t at = rank - base_;
    while (tree_.size() <= at) Append();
    total_ += delta;
    for (std::size_t i = at; i < tree_.size(); i += i & (0 - i)) tree_[i] += delta;
  }

  std::int64_t total() const { return total_; }
  // How many ranks the tree has.
  std::size_t size() const { return tree_.size() - 1; }
  // How many tokens wait with at most this rank.
  std::int64_t UpTo(std::size_t rank) const {
    if (rank <= base_) return 0;
    const std::size_t at = rank - base_;
    if (at >= tree_.size()) return total_;
    std::int64_t sum = 0;
    for (std::size_t i = at; i > 0; i &= i - 1) sum += tree_[i];
    return sum;
  }

  // The smallest waiting rank greater than `after`; 0 if there is none.
  std::size_t NextAfter(std::size_t after) const {
    std::int64_t rank = UpTo(after);
    if (rank >= total_) return 0;
    // Descends the tree to the last index up to which at most `rank` tokens wait.
    std::size_t at = 0;
    for (std::size_t step = std::bit_floor(tree_.size() - 1); step > 0; step /= 2) {
      if (at + step < tree_.size() && tree_[at + step] <= rank) {
        at += step;
        rank -= tree_[at];
      }
    }
    return base_ + at + 1;
  }

  // Lets the tree begin after `rank`, with which or a smaller one nobody waits. Does so only when
  // the tree then has at most half of its size, so that each rank is moved once on average.
  void BeginAfter(std::size_t rank) {
    if (rank <= base_ || (rank - base_) * 2 < tree_.size() || UpTo(rank) > 0) return;
    Rebuild(rank);
  }

 private:
  // Adds a node for the next rank: the sum of the nodes below it.
  void Append() {
    const std::size_t i = tree_.size();
    std::int32_t sum = 0;
    for (std::size_t below = 1; below < (i & (0 - i)); below *= 2) sum += tree_[i - below];
    tree_.push_back(sum);
  }
  void Rebuild(std::size_t base) {
    WaitingCounts next;
    next.base_ = base;
    for (std::size_t rank = NextAfter(0); rank != 0; rank = NextAfter(rank)) next.Add(rank, 1);
    *this = std::move(next);
  }

  std::size_t base_ = 0;               // nobody waits with this or a smaller rank
  std::vector<std::int32_t> tree_{0};  // of the ranks from base_ + 1 on
  std::int64_t total_ = 0;
};

}  // namespace onsale::store
