#include "app/wording.h"

#include "base/unicode.h"
#include "base/utf8.h"

namespace onsale::app {
namespace {

// Moves the first character of `text` to `shown`; an invisible character or a byte that is not
// UTF-8 becomes `?`.
void TakePrintable(std::string_view& text, std::string& shown) {
  const std::string_view before = text;
  const auto c = base::TakeCodePoint(text);
  if (c && !base::IsInvisible(*c)) {
    shown += before.substr(0, before.size() - text.size());
  } else {
    shown += '?';
  }
}

}  // namespace

std::string CountOf(std::int64_t count, std::string_view one) {
  return std::to_string(count) + ' ' + std::string(one) + (count == 1 ? "" : "s");
}

std::string Between(IntegerRange range) {
  return std::to_string(range.least) + " to " + std::to_string(range.most);
}

std::string Between(DurationRange range) {
  return base::FormatDuration(range.least) + " to " + base::FormatDuration(range.most);
}

std::string QuotedAndShortened(std::string_view text) {
  constexpr std::size_t kCharactersMax = 60;
  std::string shown = "\"";
  for (std::size_t characters = 0; !text.empty(); ++characters) {
    if (characters == kCharactersMax) return shown + "...\"";
    TakePrintable(text, shown);
  }
  return shown + '"';
}

std::string Printable(std::string_view text) {
  std::string shown;
  while (!text.empty()) TakePrintable(text, shown);
  return shown;
}

}  // namespace onsale::app
