// Writes and reads the primitive values of journal frames, stored answers and fingerprints.
//
// Shape:    unsigned numbers as LEB128 varints, signed ones zigzag first; strings as length and
//           bytes; fixed words little-endian. Persisted: do not change this encoding.
// Errors:   after bad input, WireReader::ok() stays false and every read returns zero or nothing.
//           Nothing is read past the end; a length is checked before it is used.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace onsale::base {

class WireWriter {
 public:
  explicit WireWriter(std::string& out) : out_(out) {}

  void Byte(std::uint8_t value) { out_.push_back(static_cast<char>(value)); }
  void Unsigned(std::uint64_t value) {
    while (value >= 0x80) {
      Byte(static_cast<std::uint8_t>(value | 0x80));
      value >>= 7;
    }
    Byte(static_cast<std::uint8_t>(value));
  }
  void Signed(std::int64_t value) {
    Unsigned((static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
  }
  void Fixed32(std::uint32_t value) { Raw(value); }
  void Fixed64(std::uint64_t value) { Raw(value); }
  void Bytes(std::string_view bytes) { out_.append(bytes); }
  void String(std::string_view text) {
    Unsigned(text.size());
    Bytes(text);
  }

 private:
  template <class Word>
  void Raw(Word value) {
    static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__);
    char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    out_.append(bytes, sizeof value);
  }

  std::string& out_;
};

class WireReader {
 public:
  explicit WireReader(std::string_view in) : in_(in) {}

  bool ok() const { return ok_; }
  // Call if a value that was read is not allowed: the reader then behaves as after bad input.
  void Refuse() { Fail(); }
  bool AtEnd() const { return in_.empty(); }
  std::size_t remaining() const { return in_.size(); }

  std::uint8_t Byte() {
    if (!Has(1)) return 0;
    const auto value = static_cast<std::uint8_t>(in_.front());
    in_.remove_prefix(1);
    return value;
  }
  std::uint64_t Unsigned() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const std::uint64_t byte = Byte();
      if (!ok_) return 0;
      // The tenth byte of a varint has only one bit left of a 64-bit number.
      if (shift == 63 && byte > 1) return Fail();
      value |= (byte & 0x7F) << shift;
      if ((byte & 0x80) == 0) return value;
    }
    return Fail();
  }
  std::int64_t Signed() {
    const std::uint64_t zigzag = Unsigned();
    return static_cast<std::int64_t>((zigzag >> 1) ^ (~(zigzag & 1) + 1));
  }
  std::uint32_t Fixed32() { return Raw<std::uint32_t>(); }
  std::uint64_t Fixed64() { return Raw<std::uint64_t>(); }
  // The next `length` bytes, as a view into the input.
  std::string_view Bytes(std::size_t length) {
    if (!Has(length)) return {};
    const std::string_view bytes = in_.substr(0, length);
    in_.remove_prefix(length);
    return bytes;
  }
  std::string_view String() {
    const std::uint64_t length = Unsigned();
    if (length > in_.size()) {
      Fail();
      return {};
    }
    return Bytes(static_cast<std::size_t>(length));
  }

 private:
  bool Has(std::size_t bytes) {
    if (in_.size() < bytes) Fail();
    return ok_;
  }
  std::uint64_t Fail() {
    ok_ = false;
    in_ = {};
    return 0;
  }
  template <class Word>
  Word Raw() {
    Word value{};
    if (const auto bytes = Bytes(sizeof value); ok_)
      std::memcpy(&value, bytes.data(), sizeof value);
    return value;
  }

  std::string_view in_;
  bool ok_ = true;
};

}  // namespace onsale::base
