#include "base/json_document.h"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <limits>
#include <utility>

namespace onsale::base {
namespace {

namespace json = boost::json;

// Finds the line and column of each token, one after the other: the parser reports the tokens in
// order but not their positions.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}

  // Moves behind the next token and returns the position of its first character. Requires: the
  // parser has accepted that token.
  JsonPosition NextToken() {
    while (at_ < text_.size() && IsBetweenTokens(text_[at_])) Step();
    const JsonPosition start = position_;
    if (at_ == text_.size()) return start;
    const char first = text_[at_];
    Step();
    if (first == '"') {
      SkipString();
    } else if (first != '{' && first != '[') {
      while (at_ < text_.size() && !IsBetweenTokens(text_[at_])) Step();
    }
    return start;
  }

  JsonPosition PositionOf(std::size_t offset) {
    while (at_ < std::min(offset, text_.size())) Step();
    return position_;
  }

 private:
  // Closing brackets are skipped like white space: their positions are not needed.
  static bool IsBetweenTokens(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ',' || c == ':' || c == ']' ||
           c == '}';
  }

  void SkipString() {
    while (at_ < text_.size() && text_[at_] != '"') {
      if (text_[at_] == '\\') Step();
      Step();
    }
    Step();
  }

  void Step() {
    if (at_ == text_.size()) return;
    const auto byte = static_cast<unsigned char>(text_[at_++]);
    if (byte == '\n') {
      ++position_.line;
      position_.column = 1;
    } else if ((static_cast<unsigned char>(at_ < text_.size() ? text_[at_] : '\0') & 0xC0) !=
               0x80) {
      // Columns count characters, not bytes: this byte begins a character.
      ++position_.column;
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  JsonPosition position_;
};

// Builds the tree of values: the handler of Boost.JSON's parser, which requires these names and
// signatures.
struct Builder {
  static constexpr std::size_t max_object_size = JsonDocument::kValuesMax;
  static constexpr std::size_t max_array_size = JsonDocument::kValuesMax;
  static constexpr std::size_t max_key_size = JsonDocument::kNameMax;
  static constexpr std::size_t max_string_size = JsonDocument::kBytesMax;

  // An array or object that is not closed yet, and the name of its next member.
  struct Open {
    JsonValue value;
    std::string name;
    JsonPosition name_at;
  };

  explicit Builder(std::string_view text) : cursor(text) {}

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }

  bool on_object_begin(json::error_code&) { return Enter(JsonKind::kObject); }
  bool on_array_begin(json::error_code&) { return Enter(JsonKind::kArray); }
  bool on_object_end(std::size_t, json::error_code& ec) {
    NoteDuplicates();
    return Leave(ec);
  }
  bool on_array_end(std::size_t, json::error_code& ec) { return Leave(ec); }

  bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
    buffer.append(part.data(), part.size());
    return true;
  }
  bool on_key(json::string_view part, std::size_t, json::error_code&) {
    buffer.append(part.data(), part.size());
    open.back().name = std::exchange(buffer, {});
    open.back().name_at = cursor.NextToken();
    return true;
  }
  bool on_string_part(json::string_view part, std::size_t, json::error_code&) {
    buffer.append(part.data(), part.size());
    return true;
  }
  bool on_string(json::string_view part, std::size_t, json::error_code& ec) {
    buffer.append(part.data(), part.size());
    JsonValue value = Next(JsonKind::kString);
    value.text = std::exchange(buffer, {});
    return Add(std::move(value), ec);
  }

  bool on_number_part(json::string_view, json::error_code&) { return true; }
  bool on_int64(std::int64_t number, json::string_view, json::error_code& ec) {
    JsonValue value = Next(JsonKind::kInteger);
    value.integer = number;
    return Add(std::move(value), ec);
  }
  bool on_uint64(std::uint64_t number, json::string_view, json::error_code& ec) {
    const bool fits =
        number <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    JsonValue value = Next(fits ? JsonKind::kInteger : JsonKind::kNumber);
    if (fits) value.integer = static_cast<std::int64_t>(number);
    return Add(std::move(value), ec);
  }
  bool on_double(double, json::string_view, json::error_code& ec) {
    return Add(Next(JsonKind::kNumber), ec);
  }
  bool on_bool(bool boolean, json::error_code& ec) {
    JsonValue value = Next(JsonKind::kBool);
    value.boolean = boolean;
    return Add(std::move(value), ec);
  }
  bool on_null(json::error_code& ec) { return Add(Next(JsonKind::kNull), ec); }

  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }

  JsonValue Next(JsonKind kind) {
    JsonValue value;
    value.at = cursor.NextToken();
    value.kind = kind;
    return value;
  }

  bool Enter(JsonKind kind) {
    open.push_back({Next(kind), {}, {}});
    return true;
  }

  bool Leave(json::error_code& ec) {
    JsonValue value = std::move(open.back().value);
    open.pop_back();
    return Add(std::move(value), ec);
  }

  bool Add(JsonValue value, json::error_code& ec) {
    if (++values > JsonDocument::kValuesMax) {
      ec = json::error::array_too_large;
      return false;
    }
    if (open.empty()) {
      root = std::move(value);
    } else if (Open& parent = open.back(); parent.value.kind == JsonKind::kArray) {
      parent.value.items.push_back(std::move(value));
    } else {
      parent.value.members.push_back({std::move(parent.name), parent.name_at, std::move(value)});
    }
    return true;
  }

  void NoteDuplicates() {
    std::vector<const JsonMember*> sorted;
    for (const JsonMember& member : open.back().value.members) sorted.push_back(&member);
    std::ranges::stable_sort(sorted, {}, &JsonMember::name);
    for (std::size_t i = 1; i < sorted.size(); ++i) {
      if (duplicates.size() == JsonDocument::kDuplicatesMax) return;
      if (sorted[i]->name != sorted[i - 1]->name) continue;
      const std::string parent = PathOfInnermost();
      duplicates.push_back({sorted[i]->at,
                            parent.empty() ? sorted[i]->name : parent + '.' + sorted[i]->name,
                            "is given twice (first in line " +
                                std::to_string(sorted[i - 1]->at.line) + "); remove one of them"});
    }
  }

  std::string PathOfInnermost() const {
    std::string path;
    for (std::size_t i = 0; i + 1 < open.size(); ++i) {
      const Open& container = open[i];
      if (container.value.kind == JsonKind::kArray) {
        path += '[' + std::to_string(container.value.items.size()) + ']';
      } else {
        path += (path.empty() ? "" : ".") + container.name;
      }
    }
    return path;
  }

  Cursor cursor;
  std::vector<Open> open;
  std::string buffer;
  JsonValue root;
  std::vector<JsonMistake> duplicates;
  std::size_t values = 0;
};

std::string SentenceFor(json::error_code ec) {
  if (ec == json::error::incomplete) {
    return "the file ends in the middle of a value; is a closing bracket or quote missing?";
  }
  if (ec == json::error::extra_data) {
    return "there is text after the end of the document; remove it";
  }
  if (ec == json::error::too_deep) {
    return "brackets are nested more than " + std::to_string(JsonDocument::kDepthMax) +
           " deep; flatten the file";
  }
  if (ec == json::error::array_too_large || ec == json::error::object_too_large) {
    return "the file has more than " + std::to_string(JsonDocument::kValuesMax) +
           " values; split it";
  }
  if (ec == json::error::key_too_large) {
    return "a member's name has more than " + std::to_string(JsonDocument::kNameMax) +
           " bytes; shorten it";
  }
  return "this is not JSON (" + ec.message() +
         "); look here for a missing comma, colon or quote, or for one comma too many";
}

std::expected<void, JsonMistake> CheckBytes(std::string_view text) {
  if (text.size() > JsonDocument::kBytesMax) {
    return std::unexpected(JsonMistake{{}, "", "the file is larger than 16 MiB; split it"});
  }
  if (text.starts_with("\xEF\xBB\xBF")) {
    return std::unexpected(
        JsonMistake{{}, "", "the file starts with a byte order mark; save it as plain UTF-8"});
  }
  return {};
}

}  // namespace

const JsonValue* JsonValue::Find(std::string_view name) const {
  const auto found = std::ranges::find(members, name, &JsonMember::name);
  return found == members.end() ? nullptr : &found->value;
}

std::expected<JsonDocument, JsonMistake> ParseJson(std::string_view text) {
  if (auto checked = CheckBytes(text); !checked) return std::unexpected(checked.error());
  json::parse_options options;
  options.max_depth = JsonDocument::kDepthMax;
  json::basic_parser<Builder> parser(options, text);
  json::error_code ec;
  std::size_t read = parser.write_some(false, text.data(), text.size(), ec);
  if (!ec && read < text.size()) ec = json::error::extra_data;
  if (ec) {
    return std::unexpected(JsonMistake{Cursor(text).PositionOf(read), "", SentenceFor(ec)});
  }
  Builder& built = parser.handler();
  return JsonDocument{std::move(built.root), std::move(built.duplicates)};
}

std::string_view Describe(JsonKind kind) {
  switch (kind) {
    case JsonKind::kNull:
      return "null";
    case JsonKind::kBool:
      return "true or false";
    case JsonKind::kInteger:
      return "a whole number";
    case JsonKind::kNumber:
      return "a number with a fraction or exponent, or one far too large";
    case JsonKind::kString:
      return "a string";
    case JsonKind::kArray:
      return "an array";
    case JsonKind::kObject:
      return "an object";
  }
  return "of an unknown kind";
}

}  // namespace onsale::base
