// Generates rows of every table with random values, and encodes rows.
#pragma once

#include <random>

#include "store/row_codec.h"

namespace onsale::store {

template <class Row>
std::string EncodedRow(const Row& row) {
  std::string bytes;
  base::WireWriter writer(bytes);
  EncodePut(writer, row);
  return bytes;
}

template <class Row>
std::string EncodedErasure(const Row& row) {
  std::string bytes;
  base::WireWriter writer(bytes);
  EncodeErase(writer, row);
  return bytes;
}

class RandomRows {
 public:
  explicit RandomRows(std::uint64_t seed) : random_(seed) {}

  template <class Row>
  Row Next() {
    Row row;
    ForEachColumn(row, [this](const auto&, auto& value) { this->Fill(value); });
    return row;
  }

 private:
  std::uint64_t Bits() { return random_(); }
  std::string Text();

  void Fill(std::int64_t& v) { v = static_cast<std::int64_t>(Bits() >> (Bits() % 64)); }
  void Fill(std::uint64_t& v) { v = Bits(); }
  void Fill(std::int32_t& v) { v = static_cast<std::int32_t>(Bits()); }
  void Fill(bool& v) { v = Bits() % 2 != 0; }
  void Fill(base::Sha256Digest& v) {
    for (auto& byte : v.bytes) byte = static_cast<std::uint8_t>(Bits() | 1);
  }
  void Fill(base::Money& v) { Fill(v.minor); }
  void Fill(base::Duration& v) { v = base::Duration(static_cast<std::int64_t>(Bits() >> 30)); }
  void Fill(base::Time& v) {
    v = base::Time(base::Duration(static_cast<std::int64_t>(Bits() >> 13)));
  }
  void Fill(base::Uuid& v) {
    for (auto& byte : v.bytes) byte = static_cast<std::uint8_t>(Bits() | 1);
  }
  void Fill(std::string& v) { v = Text(); }
  void Fill(base::UserId& v);
  void Fill(domain::Rights& v);
  void Fill(std::vector<domain::ReservedSeat>& v);
  template <class Tag, class Rep>
  void Fill(base::Number<Tag, Rep>& v) {
    v.value = static_cast<Rep>(Bits() >> 40);
  }
  void Fill(domain::ScopeSet& v) {
    v.bits = static_cast<std::uint32_t>(Bits()) & domain::kAllScopes.bits;
  }
  template <class T>
  void Fill(std::optional<T>& v) {
    Fill(v.emplace());
    if (Bits() % 2 != 0) v.reset();
  }
  template <class Tag>
  void Fill(base::TaggedUuid<Tag>& v) {
    Fill(v.uuid);
  }
  template <class Enum>
    requires std::is_enum_v<Enum>
  void Fill(Enum& v) {
    v = domain::kEnumerators<Enum>[Bits() % domain::kEnumerators<Enum>.size()];
  }

  std::mt19937_64 random_;
};

}  // namespace onsale::store
