// A pool of many short texts in one block of memory; an 8-byte Ref names each text.
//
// Owner:    the pool; a view of a text lives until the next Add.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace onsale::rehearsal {

class TextPool {
 public:
  struct Ref {
    std::uint64_t start : 48 = 0;
    std::uint64_t size : 16 = 0;
  };
  static constexpr std::size_t kTextBytesMax = 4096;

  // Makes room for so many texts of usual length, so that a long pool is not copied while it grows.
  void Reserve(std::size_t texts) { bytes_.reserve(texts * kTextBytesUsual); }
  // Adds a text. A text longer than kTextBytesMax is not kept: its Ref is empty.
  Ref Add(std::string_view text) {
    if (text.size() > kTextBytesMax) return {};
    const Ref ref{.start = bytes_.size() & ((std::uint64_t{1} << 48) - 1),
                  .size = text.size() & 0xFFFF};
    bytes_.append(text);
    return ref;
  }
  std::string_view Get(Ref ref) const {
    return std::string_view(bytes_).substr(ref.start, ref.size);
  }

 private:
  static constexpr std::size_t kTextBytesUsual = 64;  // of a queue token

  std::string bytes_;
};

}  // namespace onsale::rehearsal
