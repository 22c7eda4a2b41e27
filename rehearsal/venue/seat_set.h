// A set of seat numbers, as bits.
//
// Shape:    holds numbers from 0 to the largest given; larger numbers are never in the set.
// Owner:    a value.
#pragma once

#include <cstdint>
#include <vector>

namespace onsale::rehearsal {

class SeatSet {
 public:
  SeatSet() = default;
  explicit SeatSet(std::uint32_t number_max)
      : number_max_(number_max), words_(number_max / 64 + 1) {}

  bool Has(std::uint32_t number) const {
    return number / 64 < words_.size() && (words_[number / 64] >> (number % 64) & 1) != 0;
  }
  // Adds a number. False if it is in the set already, or too large.
  bool Add(std::uint32_t number) {
    if (words_.empty() || number > number_max_ || Has(number)) return false;
    words_[number / 64] |= std::uint64_t{1} << (number % 64);
    ++size_;
    return true;
  }
  void Remove(std::uint32_t number) {
    if (!Has(number)) return;
    words_[number / 64] &= ~(std::uint64_t{1} << (number % 64));
    --size_;
  }
  std::size_t size() const { return size_; }

 private:
  std::uint32_t number_max_ = 0;
  std::vector<std::uint64_t> words_;
  std::size_t size_ = 0;
};

}  // namespace onsale::rehearsal
