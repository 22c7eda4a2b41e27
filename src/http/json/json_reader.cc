#include "http/json/json_reader.h"

#include <algorithm>
#include <array>
#include <boost/json/basic_parser_impl.hpp>
#include <charconv>
#include <optional>

#include "base/assert.h"
#include "http/json/whole_number.h"

namespace onsale::http {
namespace {

using ErrorCode = boost::json::error_code;
using boost::json::string_view;

constexpr std::size_t kNameBytesMax = 32;   // declared names
constexpr std::size_t kEchoBytesMax = 64;   // the most of an undeclared name in an error
constexpr std::size_t kUserDigitsMax = 20;  // the digits of 2^64 - 1

// A text of at most BytesMax bytes, on the stack, that joins the pieces of a name or string.
template <std::size_t BytesMax>
class Pieces {
 public:
  void Clear() { size_ = 0; }
  void Append(string_view part) {
    const std::size_t taken = std::min(part.size(), bytes_.size() - size_);
    std::copy_n(part.data(), taken, bytes_.data() + size_);
    size_ += taken;
  }
  std::string_view view() const { return {bytes_.data(), size_}; }

 private:
  std::array<char, BytesMax> bytes_;
  std::size_t size_ = 0;
};

void AppendNumber(std::string& out, std::int64_t value) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  out.append(digits, static_cast<std::size_t>(end - digits));
}

// A member's name as a JSON pointer (RFC 6901).
std::string PointerTo(std::string_view name) {
  std::string path = "/";
  for (const char c : name) {
    if (c == '~') {
      path += "~0";
    } else if (c == '/') {
      path += "~1";
    } else {
      path += c;
    }
  }
  return path;
}

std::string RangeOf(std::int64_t min, std::int64_t max) {
  std::string text = "a whole number from ";
  AppendNumber(text, min);
  text += " to ";
  AppendNumber(text, max);
  return text;
}

// Describes the allowed values of a member, for the sentence of an error.
struct Wanted {
  std::string operator()(const TextBounds& bounds) const {
    if (bounds.words != nullptr) return bounds.words();
    std::string text = "a string of 1 to ";
    AppendNumber(text, static_cast<std::int64_t>(bounds.bytes_max));
    return text + " bytes";
  }
  std::string operator()(const UserBounds&) const {
    return "a string of 1 to 255 bytes of visible characters in NFC, with no part between / "
           "or \\ that is empty, . or .., and without an escape such as %41, or a whole number "
           "from 0 to 18446744073709551615";
  }
  std::string operator()(const FlagBounds&) const { return "true or false"; }
  std::string operator()(const ObjectBounds&) const { return "a JSON object"; }
  std::string operator()(const IntegerBounds& bounds) const {
    return RangeOf(bounds.min, bounds.max);
  }
  std::string operator()(const IntegersBounds& bounds) const {
    std::string text = "a list of 1 to ";
    AppendNumber(text, static_cast<std::int64_t>(bounds.count_max));
    return text + " whole numbers";
  }
  std::string operator()(const TextsBounds& bounds) const {
    std::string text = "a list of 1 to ";
    AppendNumber(text, static_cast<std::int64_t>(bounds.count_max));
    return text + " strings";
  }
};

// Receives the parser's events. A function that returns false stops the parser; error() has the
// reason.
class Handler {
 public:
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);

  Handler(std::span<const Member> members, void* body) : level_{members, body} {
    ONSALE_ASSERT(members.size() <= 32);
  }

  std::optional<JsonError>& error() { return error_; }
  // The first member that the object must have and has not; null if there is none.
  const Member* Missing() const {
    for (std::size_t i = 0; i < level_.members.size(); ++i) {
      if (level_.members[i].required && !Seen(i)) return &level_.members[i];
    }
    return nullptr;
  }

  bool on_document_begin(ErrorCode&) { return true; }
  bool on_document_end(ErrorCode&) { return true; }

  bool on_object_begin(ErrorCode& ec) {
    if (!in_object_) {
      in_object_ = true;
      return true;
    }
    auto* const object = in_list_ || outer_ != nullptr ? nullptr : Bounds<ObjectBounds>();
    if (object == nullptr) return WrongType(ec);
    outer_ = current_;
    outer_level_ = level_;
    level_ = {{object->members, object->count}, current_->place(level_.body)};
    return true;
  }
  bool on_object_end(std::size_t, ErrorCode& ec) {
    if (outer_ == nullptr) return true;
    if (const Member* const missing = Missing()) {
      return Fail(ec, PathTo(missing->name), "is missing");
    }
    level_ = outer_level_;
    outer_ = nullptr;
    return true;
  }

  bool on_key_part(string_view part, std::size_t, ErrorCode&) {
    name_.Append(part);
    return true;
  }
  bool on_key(string_view part, std::size_t size, ErrorCode& ec) {
    name_.Append(part);
    const std::string_view name = name_.view();
    name_.Clear();
    current_ = nullptr;
    for (std::size_t i = 0; i < level_.members.size() && size <= kNameBytesMax; ++i) {
      if (level_.members[i].name != name) continue;
      if (Seen(i)) return Fail(ec, PathTo(name), "appears twice");
      level_.seen |= 1U << i;
      current_ = &level_.members[i];
      return true;
    }
    return Fail(ec, PathTo(name), "is not a member of this request");
  }

  bool on_array_begin(ErrorCode& ec) {
    auto* const numbers = in_list_ ? nullptr : Bounds<IntegersBounds>();
    auto* const texts = in_list_ ? nullptr : Bounds<TextsBounds>();
    if (numbers == nullptr && texts == nullptr) return WrongType(ec);
    in_list_ = true;
    numbers ? Value(*numbers).clear() : Value(*texts).clear();
    return true;
  }
  bool on_array_end(std::size_t count, ErrorCode& ec) {
    in_list_ = false;
    return count > 0 || WrongType(ec);
  }

  bool on_string_part(string_view part, std::size_t size, ErrorCode& ec) {
    return TakeText(part, size, ec);
  }
  bool on_string(string_view part, std::size_t size, ErrorCode& ec) {
    if (!TakeText(part, size, ec)) return false;
    if (auto* const user = Bounds<UserBounds>()) {
      const auto parsed = base::UserId::Parse(text_.view());
      text_.Clear();
      if (!parsed) return WrongType(ec);
      Value(*user) = *parsed;
      return true;
    }
    if (size == 0) return WrongType(ec);
    if (auto* const texts = Bounds<TextsBounds>()) return TakeElement(*texts, ec);
    return true;
  }

  bool on_number_part(string_view, ErrorCode&) { return true; }
  bool on_int64(std::int64_t value, string_view text, ErrorCode& ec) {
    if (auto* const user = Bounds<UserBounds>()) {
      // A user id must not be negative or `-0`.
      if (value < 0 || text.starts_with('-')) return WrongType(ec);
      return TakeUser(Value(*user), static_cast<std::uint64_t>(value));
    }
    return TakeInteger(value, ec);
  }
  bool on_uint64(std::uint64_t value, string_view, ErrorCode& ec) {
    if (auto* const user = Bounds<UserBounds>()) return TakeUser(Value(*user), value);
    // The number is above int64, and so outside every declared range.
    return WrongType(ec);
  }
  bool on_double(double, string_view text, ErrorCode& ec) {
    const auto whole = ReadWholeNumber(text);
    if (!whole) return WrongType(ec);
    if (!whole->negative && whole->magnitude > INT64_MAX)
      return on_uint64(whole->magnitude, text, ec);
    if (whole->magnitude > INT64_MAX) return WrongType(ec);
    const auto value = static_cast<std::int64_t>(whole->magnitude);
    return on_int64(whole->negative ? -value : value, text, ec);
  }
  bool on_bool(bool value, ErrorCode& ec) {
    auto* const flag = in_list_ ? nullptr : Bounds<FlagBounds>();
    if (flag == nullptr) return WrongType(ec);
    Value(*flag) = value;
    return true;
  }
  // A client that writes null for what it does not have reads what to do instead.
  bool on_null(ErrorCode& ec) {
    if (!in_object_ || in_list_ || current_->required) return WrongType(ec);
    return Fail(ec, PathTo(current_->name),
                "must be " + std::visit(Wanted{}, current_->bounds) +
                    ", not null: leave the member out instead");
  }
  // A number whose exponent the parser refuses is well-formed, but beyond every range.
  void OnLargeExponent(ErrorCode& ec) { WrongType(ec); }
  bool on_comment_part(string_view, ErrorCode&) { return true; }
  bool on_comment(string_view, ErrorCode&) { return true; }

 private:
  // An object that is being read.
  struct Level {
    std::span<const Member> members;
    void* body = nullptr;
    std::uint32_t seen = 0;  // bit i: members[i] was read
  };

  bool Seen(std::size_t member) const { return ((level_.seen >> member) & 1U) != 0; }
  std::string PathTo(std::string_view name) const {
    return (outer_ == nullptr ? "" : PointerTo(outer_->name)) + PointerTo(name);
  }
  // The bounds of the current member, if they are of this type.
  template <class B>
  const B* Bounds() const {
    return current_ == nullptr ? nullptr : std::get_if<B>(&current_->bounds);
  }
  // Where the body keeps the value of the current member, whose bounds are of type B.
  template <class B>
  typename B::Value& Value(const B&) const {
    return *static_cast<typename B::Value*>(current_->place(level_.body));
  }

  bool TakeText(string_view part, std::size_t size, ErrorCode& ec) {
    auto* const element = in_list_ ? Bounds<TextsBounds>() : nullptr;
    if (element != nullptr || Bounds<UserBounds>() != nullptr) {
      const std::size_t most = element ? element->bytes_max : base::UserId::kLengthMax;
      if (size > most) return WrongType(ec);
      text_.Append(part);
      return true;
    }
    auto* const bounds = Bounds<TextBounds>();
    if (bounds == nullptr || size > bounds->bytes_max) return WrongType(ec);
    std::string& text = Value(*bounds);
    if (size == part.size()) text.clear();
    text.append(part.data(), part.size());
    return true;
  }

  // Adds the text that was read to its list.
  bool TakeElement(const TextsBounds& texts, ErrorCode& ec) {
    std::vector<std::string>& values = Value(texts);
    if (values.size() == texts.count_max) {
      return Fail(ec, PathTo(current_->name), "must be " + Wanted{}(texts));
    }
    values.emplace_back(text_.view());
    text_.Clear();
    return true;
  }

  static bool TakeUser(base::UserId& user, std::uint64_t number) {
    char digits[kUserDigitsMax];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    user = *base::UserId::Parse({digits, static_cast<std::size_t>(end - digits)});
    return true;
  }

  bool TakeInteger(std::int64_t value, ErrorCode& ec) {
    if (auto* const integer = Bounds<IntegerBounds>()) {
      if (value < integer->min || value > integer->max) return WrongType(ec);
      Value(*integer) = value;
      return true;
    }
    auto* const list = in_list_ ? Bounds<IntegersBounds>() : nullptr;
    if (list == nullptr) return WrongType(ec);
    if (Value(*list).size() == list->count_max) {
      return Fail(ec, PathTo(current_->name), "must be " + Wanted{}(*list));
    }
    if (value < list->min || value > list->max) return WrongType(ec);
    Value(*list).push_back(value);
    return true;
  }

  bool WrongType(ErrorCode& ec) {
    if (!in_object_) return Fail(ec, "", "must be a JSON object");
    if (in_list_) {
      const auto* const numbers = Bounds<IntegersBounds>();
      const auto* const texts = Bounds<TextsBounds>();
      const std::size_t index = numbers ? Value(*numbers).size() : Value(*texts).size();
      std::string path = PathTo(current_->name) + "/";
      AppendNumber(path, static_cast<std::int64_t>(index));
      return Fail(ec, std::move(path),
                  "must be " + (numbers ? RangeOf(numbers->min, numbers->max)
                                        : Wanted{}(TextBounds{texts->bytes_max, texts->words})));
    }
    return Fail(ec, PathTo(current_->name), "must be " + std::visit(Wanted{}, current_->bounds));
  }

  bool Fail(ErrorCode& ec, std::string path, std::string_view sentence) {
    std::string whole = path.empty() ? "The body" : "Member " + path;
    whole.append(" ").append(sentence).append(".");
    error_ = JsonError{JsonError::Kind::kMember, std::move(path), std::move(whole)};
    ec = boost::json::error::syntax;  // any error stops the parser
    return false;
  }

  Level level_;
  Level outer_level_;              // while an object within the request is read
  const Member* outer_ = nullptr;  // its member, or null
  std::optional<JsonError> error_;
  const Member* current_ = nullptr;
  bool in_object_ = false;
  bool in_list_ = false;
  Pieces<kEchoBytesMax> name_;
  Pieces<base::UserId::kLengthMax> text_;
};

std::unexpected<JsonError> Malformed(std::string_view sentence) {
  return std::unexpected(JsonError{JsonError::Kind::kMalformed, "", std::string(sentence)});
}

bool IsJsonSpace(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

}  // namespace

std::expected<void, JsonError> ReadJson(std::string_view text, std::span<const Member> members,
                                        void* body) {
  if (text.empty()) return Malformed("The body is empty where a JSON object is needed.");
  boost::json::basic_parser<Handler> parser(boost::json::parse_options{}, members, body);
  ErrorCode ec;
  std::size_t read = parser.write_some(false, text.data(), text.size(), ec);
  Handler& handler = parser.handler();
  if (ec == boost::json::error::exponent_overflow) handler.OnLargeExponent(ec);
  if (handler.error()) return std::unexpected(std::move(*handler.error()));
  if (ec) return Malformed("The body is not well-formed JSON in UTF-8.");
  while (read < text.size() && IsJsonSpace(text[read])) ++read;
  if (read != text.size()) return Malformed("The body continues after its JSON object.");
  if (const Member* const missing = handler.Missing()) {
    std::string path = PointerTo(missing->name);
    std::string sentence = "Member " + path + " is missing.";
    return std::unexpected(
        JsonError{JsonError::Kind::kMember, std::move(path), std::move(sentence)});
  }
  return {};
}

}  // namespace onsale::http
