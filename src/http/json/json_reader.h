// Reads small JSON requests: one flat object with declared members, straight into their targets.
//
// Shape:    a member is a text, a user id, a whole number or a list of whole numbers. Everything
//           else is refused: unknown and repeated members, other types, fractions and exponents
//           (1.0, 1e2), numbers out of range, nested objects, anything before or after the object.
// Owner:    the caller owns the targets. An absent optional member leaves its target unchanged;
//           after an error the targets are unspecified.
// Errors:   the first mistake in reading order, missing members last; never an exception.
// Source:   RFC 8259; member paths are JSON pointers (RFC 6901).
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/ids.h"

namespace onsale::http {

// Valid UTF-8 of 1 to `bytes_max` bytes.
struct TextTarget {
  std::string& text;
  std::size_t bytes_max;
};

// A string that UserId::Parse accepts, or a whole number of 0 to 2^64 - 1, read as its decimal
// string.
struct UserTarget {
  base::UserId& user;
};

struct IntegerTarget {
  std::int64_t& value;
  std::int64_t min;
  std::int64_t max;
};

// 1 to `count_max` numbers, each of `min` to `max`.
struct IntegersTarget {
  std::vector<std::int64_t>& values;
  std::size_t count_max;
  std::int64_t min;
  std::int64_t max;
};

struct Member {
  std::string_view name;
  std::variant<TextTarget, UserTarget, IntegerTarget, IntegersTarget> target;
  bool required = true;
};

struct JsonError {
  enum class Kind : std::uint8_t { kMalformed, kMember };
  Kind kind = Kind::kMalformed;
  std::string member;    // e.g. `/seats/2`; empty for the whole body
  std::string sentence;  // for the client
};

// Requires: at most 32 members, names of at most 32 bytes.
std::expected<void, JsonError> ReadJson(std::string_view body, std::span<const Member> members);

}  // namespace onsale::http
