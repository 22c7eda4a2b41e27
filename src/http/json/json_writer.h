// Writes JSON: appends one value to a string, member by member.
//
// Shape:    no white space; integers in full, never as doubles; strings escaped as in RFC 8259.
//           Invalid UTF-8 becomes U+FFFD, so that the output is always valid JSON.
// Owner:    the caller owns the string, which must outlive the writer.
// Requires: calls in the order of the grammar (a key before each member's value, an End for every
//           Begin); asserted. Nesting of at most 32.
// Source:   RFC 8259.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.h"
#include "base/decimal.h"
#include "base/escape.h"

namespace onsale::http {

class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}
  ~JsonWriter() { ONSALE_ASSERT(depth_ == 0 && !key_open_); }
  JsonWriter(const JsonWriter&) = delete;
  JsonWriter& operator=(const JsonWriter&) = delete;

  JsonWriter& BeginObject() { return Open('{', true); }
  JsonWriter& EndObject() { return Close('}', true); }
  JsonWriter& BeginArray() { return Open('[', false); }
  JsonWriter& EndArray() { return Close(']', false); }

  // Begins a member. Requires: `name` needs no escaping; names are constants of this program.
  JsonWriter& Key(std::string_view name) {
    ONSALE_ASSERT(InObject() && !key_open_);
    Separate();
    out_.push_back('"');
    out_.append(name);
    out_.append(kAfterName);
    key_open_ = true;
    return *this;
  }

  JsonWriter& String(std::string_view text) {
    StartValue();
    base::AppendJsonString(out_, text);
    return *this;
  }
  JsonWriter& Integer(std::int64_t value) {
    StartValue();
    base::AppendDecimal(out_, value);
    return *this;
  }
  JsonWriter& Bool(bool value) { return Literal(value ? "true" : "false"); }
  // Writes a value that is JSON already.
  JsonWriter& Raw(std::string_view json) { return Literal(json); }
  JsonWriter& Null() { return Literal("null"); }

 private:
  static constexpr unsigned kDepthMax = 32;
  static constexpr std::string_view kAfterName = "\":";

  bool InObject() const { return depth_ > 0 && ((objects_ >> (depth_ - 1)) & 1U) != 0; }
  void Separate() {
    if (comma_due_) out_.push_back(',');
    comma_due_ = true;
  }
  void StartValue() {
    if (key_open_) {
      key_open_ = false;  // Key has written the comma already
      return;
    }
    ONSALE_ASSERT(!InObject());
    ONSALE_ASSERT(depth_ > 0 || !comma_due_);  // one value only
    Separate();
  }
  JsonWriter& Literal(std::string_view text) {
    StartValue();
    out_.append(text);
    return *this;
  }
  JsonWriter& Open(char bracket, bool object) {
    StartValue();
    ONSALE_ASSERT(depth_ < kDepthMax);
    const std::uint32_t bit = 1U << depth_++;
    objects_ = object ? objects_ | bit : objects_ & ~bit;
    comma_due_ = false;
    out_.push_back(bracket);
    return *this;
  }
  JsonWriter& Close(char bracket, bool object) {
    ONSALE_ASSERT(depth_ > 0 && !key_open_ && InObject() == object);
    --depth_;
    comma_due_ = true;
    out_.push_back(bracket);
    return *this;
  }

  std::string& out_;
  unsigned depth_ = 0;
  std::uint32_t objects_ = 0;  // bit i: level i is an object
  bool comma_due_ = false;
  bool key_open_ = false;
};

}  // namespace onsale::http
