// The received bytes of a connection that are not consumed yet; an idle connection returns the
// memory.
//
// Shape:    one contiguous block: one of kBlockSize from a pool, or a larger one for a larger
//           request, which is less than kGrowth larger than the request.
// Owner:    the pool outlives its buffers.
// Threads:  one.
#pragma once

#include <algorithm>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace onsale::http {

// A pool of spare blocks, so that a busy thread does not allocate.
class BlockPool {
 public:
  using Block = std::unique_ptr<char[]>;
  static constexpr std::size_t kBlockSize = 8 * 1024;

  Block Take() {
    if (spare_.empty()) return std::make_unique_for_overwrite<char[]>(kBlockSize);
    Block block = std::move(spare_.back());
    spare_.pop_back();
    return block;
  }
  void Give(Block block) {
    if (spare_.size() < kSpareMax) spare_.push_back(std::move(block));
  }

 private:
  static constexpr std::size_t kSpareMax = 256;
  std::vector<Block> spare_;
};

class ReadBuffer {
 public:
  explicit ReadBuffer(BlockPool& pool) : pool_(pool) {}
  ~ReadBuffer() { Release(); }
  ReadBuffer(const ReadBuffer&) = delete;
  ReadBuffer& operator=(const ReadBuffer&) = delete;

  std::string_view bytes() const { return {block_.get() + begin_, end_ - begin_}; }
  std::span<char> span() { return {block_.get() + begin_, end_ - begin_}; }
  bool empty() const { return begin_ == end_; }

  // The free space after the received bytes, enough for `total_min` bytes in all. May move the
  // received bytes. Not empty if there are fewer than `total_min` bytes.
  std::span<char> Room(std::size_t total_min) {
    if (block_ == nullptr || capacity_ - begin_ < total_min) Move(total_min);
    return {block_.get() + end_, capacity_ - end_};
  }
  // Reports that the first `size` bytes of the free space were filled.
  void Fill(std::size_t size) { end_ += size; }
  // Reports that the first `size` bytes were consumed.
  void Use(std::size_t size) { begin_ += size; }

  // Discards all bytes and returns the memory to the pool.
  void Release() {
    if (block_ != nullptr && capacity_ == BlockPool::kBlockSize) pool_.Give(std::move(block_));
    block_.reset();
    capacity_ = begin_ = end_ = 0;
  }

 private:
  void Move(std::size_t total_min) {
    const std::string_view old = bytes();
    if (total_min <= capacity_) {
      std::memmove(block_.get(), old.data(), old.size());
    } else {
      const std::size_t capacity =
          std::max((total_min + kGrowth - 1) / kGrowth * kGrowth, BlockPool::kBlockSize);
      BlockPool::Block block = capacity == BlockPool::kBlockSize
                                   ? pool_.Take()
                                   : std::make_unique_for_overwrite<char[]>(capacity);
      if (!old.empty()) std::memcpy(block.get(), old.data(), old.size());
      const std::size_t size = old.size();
      Release();
      block_ = std::move(block);
      capacity_ = capacity;
      end_ = size;
      return;
    }
    end_ -= begin_;
    begin_ = 0;
  }

  static constexpr std::size_t kGrowth = 2 * 1024;

  BlockPool& pool_;
  BlockPool::Block block_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace onsale::http
