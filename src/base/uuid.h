// UUIDs: the value, its text, and the source of new ones.
//
// Units:    16 bytes in network order, as in RFC 9562.
// Threads:  a Uuid is a value; a UuidSource belongs to one thread.
// Source:   RFC 9562, version 7: 48 bits of Unix milliseconds, then a counter and random bits.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace onsale::base {

struct Uuid {
  std::array<std::uint8_t, 16> bytes{};

  auto operator<=>(const Uuid&) const = default;
  bool IsNil() const { return *this == Uuid{}; }

  // The UUID as 36 characters, lower case.
  std::string ToString() const;
  // Reads 36 characters, as ToString writes them, in either case.
  static std::optional<Uuid> Parse(std::string_view text);
};

// A source of new UUIDs. It is injected, so that a test knows every id in advance.
class UuidSource {
 public:
  virtual ~UuidSource() = default;
  virtual Uuid Next() = 0;
};

// A source of version 7 UUIDs, with random bits from the system; each UUID is greater than the last
// one of the same source.
class UuidV7Source final : public UuidSource {
 public:
  explicit UuidV7Source(Clock& clock) : clock_(clock) {}
  Uuid Next() override;

 private:
  Clock& clock_;
  std::int64_t last_ms_ = 0;
  std::uint64_t counter_ = 0;  // 42 bits: rand_a, top of rand_b; reseeded each millisecond
};

// A source of the UUIDs 1, 2, 3, ... for tests and the simulator.
class CountingUuidSource final : public UuidSource {
 public:
  Uuid Next() override;

 private:
  std::uint64_t last_ = 0;
};

}  // namespace onsale::base

template <>
struct std::hash<onsale::base::Uuid> {
  std::size_t operator()(const onsale::base::Uuid& id) const noexcept {
    // Hashes the last eight bytes of a UUID, which are random in version 7; the first eight are
    // mostly time.
    std::uint64_t low = 0;
    for (int i = 8; i < 16; ++i) low = (low << 8) | id.bytes[static_cast<std::size_t>(i)];
    return low * 0x9E3779B97F4A7C15U;
  }
};
