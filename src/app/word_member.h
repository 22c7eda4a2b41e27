// Members of catalogue files whose value is the word of an enumerator, such as `"no-queue"`.
//
// Shape:    words are spelled as KebabWordOf gives them (domain/words.h).
// Errors:   as in json_fields.h: a wrong word is a mistake that lists the words, and reads as the
//           fallback.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

#include "app/json_fields.h"
#include "app/wording.h"
#include "domain/words.h"

namespace onsale::app {

// Reads one of `values`. An optional member that is absent reads as the fallback.
template <domain::HasWords Value, std::size_t N>
Value ReadWord(Fields& fields, std::string_view name, const std::array<Value, N>& values,
               Presence presence, Value fallback) {
  const auto word = fields.Word(name, presence);
  if (!word) return fallback;
  constexpr auto spell = domain::KebabWordOf<Value>;
  const auto value = std::ranges::find(values, *word, spell);
  if (value != values.end()) return *value;
  fields.Complain(
      name, "is " + QuotedAndShortened(*word) + "; give " + domain::WordsListed(values, spell));
  return fallback;
}

}  // namespace onsale::app
