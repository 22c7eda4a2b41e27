// An array of rows in chunks: indexes and pointers stay valid while it grows, and no row is copied.
//
// Shape:    a chunk holds 1024 rows, each with the mark of the last batch that changed it. Chunks
//           at the front may be freed; the indexes of the others stay.
// Owner:    the array owns its rows; a reference lives as long as the array.
// Threads:  one.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace onsale::store {

template <class Row>
class Chunks {
 public:
  // Grows the array until it includes `index`, and returns that row. New rows have default values.
  Row& Grow(std::size_t index) {
    const std::size_t chunk = index / kRows - first_;
    if (chunk >= chunks_.size()) chunks_.resize(chunk + 1);
    if (!chunks_[chunk]) chunks_[chunk] = std::make_unique<Chunk>();
    if (index >= size_) size_ = index + 1;
    return (*this)[index];
  }
  Row& operator[](std::size_t index) {
    return chunks_[index / kRows - first_]->rows[index % kRows];
  }
  const Row& operator[](std::size_t index) const {
    return chunks_[index / kRows - first_]->rows[index % kRows];
  }
  bool Has(std::size_t index) const {
    return index < size_ && index / kRows >= first_ && chunks_[index / kRows - first_];
  }
  // How many rows the chunks that are not freed have space for.
  std::size_t space() const { return (chunks_.size() - gone_) * kRows; }
  // One more than the largest index passed to Grow.
  std::size_t size() const { return size_; }

  // Makes `index` the first that Grow will receive. Requires: the array is empty.
  void BeginAt(std::size_t index) { first_ = index / kRows; }
  // Frees the chunks all of whose rows have a smaller index than `index`. Requires: Grow receives
  // no smaller index from then on.
  void FreeBelow(std::size_t index) {
    const std::size_t whole = index / kRows;
    const std::size_t gone = whole < first_ ? 0 : std::min(whole - first_, chunks_.size());
    for (; gone_ < gone; ++gone_) chunks_[gone_].reset();
    // Moves the other chunks only when they are fewer than those that are gone.
    if (gone_ * 2 <= chunks_.size()) return;
    chunks_.erase(chunks_.begin(), chunks_.begin() + static_cast<std::ptrdiff_t>(gone_));
    first_ += std::exchange(gone_, 0);
  }

  // Marks a row with `batch`; true if the row did not have this mark yet.
  bool Mark(std::size_t index, std::uint32_t batch) {
    std::uint32_t& mark = chunks_[index / kRows - first_]->marks[index % kRows];
    const bool first = mark != batch;
    mark = batch;
    return first;
  }

 private:
  static constexpr std::size_t kRows = 1024;
  struct Chunk {
    std::array<Row, kRows> rows{};
    std::array<std::uint32_t, kRows> marks{};
  };
  std::vector<std::unique_ptr<Chunk>> chunks_;
  std::size_t first_ = 0;  // the number of chunks_[0]
  std::size_t gone_ = 0;   // how many chunks at the front of chunks_ are freed
  std::size_t size_ = 0;
};

}  // namespace onsale::store
