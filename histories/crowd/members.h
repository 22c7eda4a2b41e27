// Converts the members of a JSON object into the numbers that a history keeps (Op::response).
//
// Owner:    the text stays the caller's.
// Errors:   Walk: false if the text is not an object, or if a member that was read does not match
//           the API.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <string_view>

#include "base/time.h"
#include "base/uuid.h"
#include "histories/history/op.h"
#include "histories/world.h"
#include "rehearsal/wire/json_scan.h"

namespace onsale::histories {

// A text of the API, such as a status, and the number that stands for it.
struct Word {
  std::string_view text;
  std::int64_t value;
};

// One member of a JSON object. Each function reads the member if it has that name; an invalid value
// makes the whole object invalid.
class Taking {
 public:
  Taking(std::string_view key, std::string_view value, bool& sound)
      : key_(key), value_(value), sound_(sound) {}

  void Number(std::string_view name, std::int64_t& target) {
    if (key_ == name) Put(rehearsal::AsInteger(value_), target);
  }
  template <std::size_t Size>
  void OneOf(std::string_view name, const std::array<Word, Size>& words, std::int64_t& target) {
    if (key_ != name) return;
    const auto text = rehearsal::AsText(value_);
    const auto found = std::ranges::find(words, text.value_or(""), &Word::text);
    sound_ = sound_ && found != words.end();
    if (found != words.end()) target = found->value;
  }
  void Moment(std::string_view name, std::int64_t& target) {
    if (key_ != name || value_ == "null") return;
    const auto text = rehearsal::AsText(value_);
    const auto time = text ? base::ParseRfc3339(*text) : std::nullopt;
    sound_ = sound_ && time.has_value();
    if (time)
      target = std::chrono::floor<std::chrono::milliseconds>(time->time).time_since_epoch().count();
  }
  void Id(std::string_view name, std::int64_t& high, std::int64_t& low) {
    if (key_ != name) return;
    const auto text = rehearsal::AsText(value_);
    const auto id = text ? base::Uuid::Parse(*text) : std::nullopt;
    sound_ = sound_ && id.has_value();
    if (!id) return;
    high = Half(*id, 0);
    low = Half(*id, 8);
  }
  void Name(std::string_view name, std::string_view prefix, std::int64_t& target) {
    if (key_ != name) return;
    const auto number = NumberOf(rehearsal::AsText(value_).value_or(""), prefix);
    sound_ = sound_ && number.has_value();
    if (number) target = *number;
  }
  bool Is(std::string_view name) const { return key_ == name; }
  std::string_view value() const { return value_; }

 private:
  void Put(std::optional<std::int64_t> number, std::int64_t& target) {
    sound_ = sound_ && number.has_value();
    if (number) target = *number;
  }

  std::string_view key_;
  std::string_view value_;
  bool& sound_;
};

// Calls take(Taking) for each member; false if the text is not an object, or a member was invalid.
template <class Take>
bool Walk(std::string_view json, Take&& take) {
  bool sound = true;
  return rehearsal::ForEachMember(json,
                                  [&](std::string_view key, std::string_view value) {
                                    take(Taking(key, value, sound));
                                  }) &&
         sound;
}

}  // namespace onsale::histories
