// Writes values as words of a line of text, and reads them back.
//
// Shape:    a word contains no blank; `-` is an absent value or an empty text. In a text, `%` and
//           bytes that are not visible ASCII are percent-encoded, and so is a text `-`. A struct is
//           its members in order. A catalogue's rows are one word, the bytes of row_codec.h in
//           hexadecimal.
// Errors:   after a word that a reader cannot read, its ok() stays false.
#pragma once

#include <concepts>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "base/members.h"
#include "domain/command.h"

namespace onsale::store {

class WordWriter {
 public:
  explicit WordWriter(std::string& out) : out_(out) {}

  void Word(std::string_view word) {
    if (!out_.empty()) out_ += ' ';
    out_ += word;
  }
  void Put(const std::string& text);
  void Put(std::uint64_t number) { Word(std::to_string(number)); }
  void Put(std::int64_t number) { Word(std::to_string(number)); }
  template <std::same_as<bool> Bool>
  void Put(Bool value) {
    Put(std::uint64_t{value});
  }
  void Put(base::Time time) { Put(time.time_since_epoch().count()); }
  void Put(base::Duration length) { Put(std::int64_t{length.count()}); }
  void Put(const base::Uuid& id) { Word(id.IsNil() ? "-" : id.ToString()); }
  void Put(const base::Sha256Digest& digest) { Word(digest.IsNil() ? "-" : digest.ToHex()); }
  void Put(const base::UserId& user) { Put(user.text()); }
  void Put(domain::ScopeSet scopes) { Put(std::uint64_t{scopes.bits}); }
  void Put(const domain::Rights& rights) { Put(rights.text()); }
  template <class Enum>
    requires std::is_enum_v<Enum>
  void Put(Enum value) {
    Put(std::uint64_t{static_cast<std::uint8_t>(value)});
  }
  template <class Tag, class Rep>
  void Put(base::Number<Tag, Rep> number) {
    Put(std::uint64_t{number.value});
  }
  template <class T>
  void Put(const std::optional<T>& value) {
    value ? Put(*value) : Word("-");
  }
  template <class T>
  void Put(const std::vector<T>& values) {
    Put(std::uint64_t{values.size()});
    for (const T& value : values) Put(value);
  }
  void Put(const domain::CatalogRows& rows);
  // Follows from the specification, and is left out.
  void Put(const domain::PreparedCatalogPtr&) {}
  template <class Struct>
    requires std::is_aggregate_v<Struct>
  void Put(const Struct& value) {
    std::apply([&](const auto&... member) { (Put(member), ...); }, base::MembersOf(value));
  }

 private:
  std::string& out_;
};

class WordReader {
 public:
  explicit WordReader(const std::string& line) : in_(line) {}

  bool ok() const { return ok_; }
  bool AtEnd() { return (in_ >> std::ws).eof(); }
  std::string Word() {
    std::string word;
    ok_ = ok_ && static_cast<bool>(in_ >> word);
    return word;
  }
  void Get(std::string& text);
  void Get(std::uint64_t& number) { Number(Word(), number); }
  void Get(std::int64_t& number) { Number(Word(), number); }
  void Get(bool& value) { value = Integer() != 0; }
  void Get(base::Time& time) { time = base::Time(base::Duration(Integer())); }
  void Get(base::Duration& length) { length = base::Duration(Integer()); }
  void Get(base::Uuid& id) { Parsed(base::Uuid::Parse, id); }
  void Get(base::Sha256Digest& digest) { Parsed(base::Sha256Digest::ParseHex, digest); }
  void Get(base::UserId& user);
  void Get(domain::ScopeSet& scopes) { scopes.bits = static_cast<std::uint32_t>(Integer()); }
  void Get(domain::Rights& rights);
  template <class Enum>
    requires std::is_enum_v<Enum>
  void Get(Enum& value) {
    value = static_cast<Enum>(Integer());
  }
  template <class Tag, class Rep>
  void Get(base::Number<Tag, Rep>& number) {
    number.value = static_cast<Rep>(Integer());
  }
  template <class T>
  void Get(std::optional<T>& value) {
    const auto at = in_.tellg();
    if (Word() == "-") return value.reset();
    in_.seekg(at);
    Get(value.emplace());
  }
  template <class T>
  void Get(std::vector<T>& values) {
    std::uint64_t count = 0;
    Get(count);
    for (; ok_ && count > 0; --count) Get(values.emplace_back());
  }
  void Get(domain::CatalogRows& rows);
  void Get(domain::PreparedCatalogPtr& prepared) { prepared = nullptr; }
  template <class Struct>
    requires std::is_aggregate_v<Struct>
  void Get(Struct& value) {
    std::apply([&](auto&... member) { (Get(member), ...); }, base::MembersOf(value));
  }

 private:
  template <class Integral>
  void Number(const std::string& word, Integral& number) {
    ok_ = base::ReadDecimal(word, number) && ok_;
  }
  std::int64_t Integer() {
    std::int64_t number = 0;
    Get(number);
    return number;
  }
  template <class Parse, class Value>
  void Parsed(Parse parse, Value& value) {
    const std::string word = Word();
    if (word == "-") return;
    auto parsed = parse(word);
    ok_ = ok_ && parsed.has_value();
    if (parsed) value = *parsed;
  }

  std::istringstream in_;
  bool ok_ = true;
};

}  // namespace onsale::store
