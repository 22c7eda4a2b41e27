// A small JSON document that keeps the position of each value in the file.
//
// Units:    lines and columns from 1; a column is a character (code point), not a byte.
// Shape:    a tree of values that owns everything; members keep the order of the file.
// Threads:  one at a time for each document; a plain value.
// Errors:   text that is not JSON gives one JsonMistake, at the position where parsing stopped.
//           Members named twice do not stop the parser: the first kDuplicatesMax are listed in
//           `duplicates`.
// Source:   RFC 8259. Stricter: no byte order mark, kDepthMax levels, kBytesMax bytes, kValuesMax
//           values, kNameMax bytes of a member's name.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace onsale::base {

struct JsonPosition {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  auto operator<=>(const JsonPosition&) const = default;
};

struct JsonMistake {
  JsonPosition at;
  std::string path;         // e.g. `concerts[0].title`; empty for the document itself
  std::string sentence;     // what is wrong, and the remedy
  bool is_warning = false;  // the document can be used nevertheless
};

enum class JsonKind : std::uint8_t {
  kNull,
  kBool,
  kInteger,  // written without fraction or exponent, and within 64 bits
  kNumber,   // any other number, of which only the text is kept
  kString,
  kArray,
  kObject,
};

struct JsonMember;

struct JsonValue {
  JsonPosition at;  // of the value's first character
  JsonKind kind = JsonKind::kNull;
  bool boolean = false;
  std::int64_t integer = 0;
  std::string text;  // the contents of a string, the text of a number
  std::vector<JsonValue> items;
  std::vector<JsonMember> members;

  // The object's first member of that name; null if there is none, or if the value is not an
  // object.
  const JsonValue* Find(std::string_view name) const;
};

struct JsonMember {
  std::string name;
  JsonPosition at;  // the position of the name
  JsonValue value;
};

struct JsonDocument {
  static constexpr std::size_t kDepthMax = 32;
  static constexpr std::size_t kBytesMax = std::size_t{16} << 20;
  static constexpr std::size_t kValuesMax = 1'000'000;
  // With the depth it bounds a path, of which each duplicate has one.
  static constexpr std::size_t kNameMax = 1'000;
  static constexpr std::size_t kDuplicatesMax = 100;

  JsonValue root;
  std::vector<JsonMistake> duplicates;
};

std::expected<JsonDocument, JsonMistake> ParseJson(std::string_view text);

// The kind's name in messages: "a whole number", "a string", ...
std::string_view Describe(JsonKind kind);

}  // namespace onsale::base
