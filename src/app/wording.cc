#include "app/wording.h"

#include "base/utf8.h"

namespace onsale::app {

std::string Between(IntegerRange range) {
  return std::to_string(range.least) + " to " + std::to_string(range.most);
}

std::string Between(DurationRange range) {
  return base::FormatDuration(range.least) + " to " + base::FormatDuration(range.most);
}

std::string QuotedForPeople(std::string_view text) {
  constexpr std::size_t kCharactersMax = 60;
  std::string shown = "\"";
  for (std::size_t characters = 0; !text.empty(); ++characters) {
    if (characters == kCharactersMax) return shown + "...\"";
    const std::string_view before = text;
    const auto c = base::TakeCodePoint(text);
    if (c && !base::IsControl(*c)) {
      shown += before.substr(0, before.size() - text.size());
    } else {
      shown += '?';
    }
  }
  return shown + '"';
}

}  // namespace onsale::app
