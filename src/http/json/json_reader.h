// Reads small JSON requests: an object with declared members, into a struct of values.
//
// Shape:    the struct declares its members as data, which openapi.json is checked against:
//
//             struct Body {
//               std::string name;
//               std::optional<std::int64_t> amount;  // may be absent
//               static constexpr Member kMembers[] = {
//                   Member::Of<&Body::name>("name", TextBounds{64}),
//                   Member::Of<&Body::amount>("amount", IntegerBounds{1, 100})};
//             };
//
//           A member is a text, a user id, a whole number in any spelling (whole_number.h), `true`
//           or `false`, a list of texts or whole numbers, or an object whose struct declares its
//           members in turn, except further objects. Everything else is refused: unknown and
//           repeated members, other types, fractions, numbers out of range, anything before or
//           after the object.
// Errors:   the first mistake in reading order, missing members of an object at its end; never an
//           exception.
// Source:   RFC 8259; member paths are JSON pointers (RFC 6901).
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "base/ids.h"

namespace onsale::http {

// The words of an enumeration as a sentence lists them: `"row", "block" or "any"`.
using WordList = std::string (*)();

// The bounds of a text: valid UTF-8 of 1 to `bytes_max` bytes.
struct TextBounds {
  using Value = std::string;
  std::size_t bytes_max;
  WordList words = nullptr;  // if only these words are allowed, which the endpoint checks
};

// The bounds of a user id: a string that UserId::Parse accepts, or a whole number of 0 to 2^64 - 1,
// which is read as its decimal string.
struct UserBounds {
  using Value = base::UserId;
};

// `true` or `false`.
struct FlagBounds {
  using Value = bool;
};

struct IntegerBounds {
  using Value = std::int64_t;
  std::int64_t min;
  std::int64_t max;
};

// The bounds of a list: 1 to `count_max` numbers, each of `min` to `max`.
struct IntegersBounds {
  using Value = std::vector<std::int64_t>;
  std::size_t count_max;
  std::int64_t min;
  std::int64_t max;
};

// The bounds of a list: 1 to `count_max` texts, each of 1 to `bytes_max` bytes.
// Requires: bytes_max <= UserId::kLengthMax.
struct TextsBounds {
  using Value = std::vector<std::string>;
  std::size_t count_max;
  std::size_t bytes_max;
  WordList words = nullptr;  // as of a text
};

struct Member;

// The members of an object within the request, none of which is an object.
struct ObjectBounds {
  const Member* members = nullptr;
  std::size_t count = 0;
};

template <class Pointer>
struct PlaceOf;
template <class B, class V>
struct PlaceOf<V B::*> {
  using Body = B;
  using Value = V;
  static constexpr bool kRequired = true;
};
template <class B, class V>
struct PlaceOf<std::optional<V> B::*> {
  using Body = B;
  using Value = V;
  static constexpr bool kRequired = false;
};

struct Member {
  std::string_view name;
  std::variant<TextBounds, UserBounds, FlagBounds, IntegerBounds, IntegersBounds, TextsBounds,
               ObjectBounds>
      bounds;
  bool required = true;
  // Where the member's value goes in `body`, which is of the struct that declares the member. The
  // place has the type Value of the bounds.
  void* (*place)(void* body) = nullptr;

  // A member of the struct at `Pointer`; one in a std::optional may be absent.
  template <auto Pointer, class Bounds>
  static constexpr Member Of(std::string_view name, Bounds bounds) {
    using Place = PlaceOf<decltype(Pointer)>;
    static_assert(std::is_same_v<typename Place::Value, typename Bounds::Value>);
    return {.name = name, .bounds = bounds, .required = Place::kRequired, .place = At<Pointer>};
  }
  // The same for an object, whose struct declares its members.
  template <auto Pointer>
  static constexpr Member Object(std::string_view name) {
    using Place = PlaceOf<decltype(Pointer)>;
    const auto& members = Place::Value::kMembers;
    return {.name = name,
            .bounds = ObjectBounds{std::data(members), std::size(members)},
            .required = Place::kRequired,
            .place = At<Pointer>};
  }

 private:
  template <auto Pointer>
  static void* At(void* body) {
    using Place = PlaceOf<decltype(Pointer)>;
    auto& value = static_cast<typename Place::Body*>(body)->*Pointer;
    if constexpr (Place::kRequired) {
      return &value;
    } else {
      return value ? &*value : &value.emplace();
    }
  }
};

struct JsonError {
  enum class Kind : std::uint8_t { kMalformed, kMember };
  Kind kind = Kind::kMalformed;
  std::string member;    // e.g. `/seats/2`; empty for the whole body
  std::string sentence;  // for the client
};

// Reads `text` into `body`, whose values are unspecified after an error.
// Requires: `body` is of the struct that declares the members; at most 32 members of an object,
//           names of at most 32 bytes.
std::expected<void, JsonError> ReadJson(std::string_view text, std::span<const Member> members,
                                        void* body);

template <class Body>
std::expected<Body, JsonError> ReadJson(std::string_view text) {
  Body body;
  auto read = ReadJson(text, Body::kMembers, &body);
  if (!read) return std::unexpected(std::move(read).error());
  return body;
}

}  // namespace onsale::http
