// Pieces of the HTML pages: texts in two languages, escaped.
#pragma once

#include <string>
#include <string_view>

namespace onsale::http {

// A text of a page in both languages.
struct Phrase {
  std::string_view english;
  std::string_view korean;
  constexpr std::string_view In(bool in_korean) const { return in_korean ? korean : english; }
};

// Appends a text; what is between back quotes becomes a <code> element.
void AppendText(std::string& out, std::string_view text);
// Appends `<element>text</element>` and a line break, with the text as AppendText writes it.
void AppendElement(std::string& out, std::string_view element, std::string_view text);

}  // namespace onsale::http
