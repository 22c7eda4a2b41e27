// An array of rows in chunks: indexes and pointers stay valid while it grows, and no row is copied.
//
// Shape:    a chunk holds 1024 rows, each with the mark of the last batch that changed it.
// Owner:    the array owns its rows; a reference lives as long as the array.
// Threads:  one.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

namespace onsale::store {

template <class Row>
class Chunks {
 public:
  // Grows the array until it includes `index`, and returns that row. New rows have default values.
  Row& Grow(std::size_t index) {
    const std::size_t chunk = index / kRows;
    if (chunk >= chunks_.size()) chunks_.resize(chunk + 1);
    if (!chunks_[chunk]) chunks_[chunk] = std::make_unique<Chunk>();
    if (index >= size_) size_ = index + 1;
    return (*this)[index];
  }
  Row& operator[](std::size_t index) { return chunks_[index / kRows]->rows[index % kRows]; }
  const Row& operator[](std::size_t index) const {
    return chunks_[index / kRows]->rows[index % kRows];
  }
  bool Has(std::size_t index) const { return index < size_ && chunks_[index / kRows]; }
  // One more than the largest index passed to Grow.
  std::size_t size() const { return size_; }

  // Marks a row with `batch`; true if the row did not have this mark yet.
  bool Mark(std::size_t index, std::uint32_t batch) {
    std::uint32_t& mark = chunks_[index / kRows]->marks[index % kRows];
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
  std::size_t size_ = 0;
};

}  // namespace onsale::store
