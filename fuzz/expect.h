// Support for fuzz targets: a statement that must hold for every input, and choices from bytes.
//
// Errors:   a statement that does not hold ends the process; libFuzzer reports the input.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/mix.h"

namespace onsale::fuzz {

void Expect(bool holds, std::string_view statement);

inline std::string_view AsText(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// Random choices for a run that depend only on its input; the input's bytes remain for other use.
inline base::SplitMix64 ChoicesFor(std::string_view input) {
  return base::SplitMix64(std::hash<std::string_view>()(input));
}

// Choices for a run that are the input's bytes, one after the other; zeros once no bytes are left.
class Bytes {
 public:
  explicit Bytes(std::string_view input) : rest_(input) {}
  bool empty() const { return rest_.empty(); }
  std::uint8_t Next() {
    if (rest_.empty()) return 0;
    const auto byte = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return byte;
  }
  std::uint64_t NextWord() {
    std::uint64_t word = 0;
    for (int i = 0; i < 8; ++i) word = word << 8 | Next();
    return word;
  }
  std::string_view Take(std::size_t size) {
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(taken.size());
    return taken;
  }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

// The text after changes that the bytes state: each pair is a place and the character that is put
// there, or appended if the text is shorter; NUL removes the character.
inline std::string Changed(std::string text, Bytes bytes) {
  while (!bytes.empty()) {
    const std::size_t at = bytes.Next();
    const auto letter = static_cast<char>(bytes.Next());
    if (at >= text.size())
      text.push_back(letter);
    else if (letter == '\0')
      text.erase(at, 1);
    else
      text[at] = letter;
  }
  return text;
}

}  // namespace onsale::fuzz
