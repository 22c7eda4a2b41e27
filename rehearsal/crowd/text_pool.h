// Many short texts in one block of memory, named by eight bytes each.
//
// Owner:    the pool; a view lives until the next Add.
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

  // Texts beyond kTextBytesMax are not kept: their Ref is empty.
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
  std::string bytes_;
};

}  // namespace onsale::rehearsal
