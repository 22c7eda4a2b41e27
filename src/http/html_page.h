// The few pages that the API itself shows to people: plain HTML, no script, nothing from elsewhere.
//
// Shape:    one style for all, allowed by its hash in a Content-Security-Policy that forbids all
//           else.
#pragma once

#include <string>
#include <string_view>

#include "http/response.h"

namespace onsale::http {

// `text` as it may stand between tags and in quoted attributes.
void AppendHtml(std::string& out, std::string_view text);

struct HtmlPage {
  std::string_view language;  // of the first half: `en` or `ko`
  std::string_view title;     // plain text
  std::string_view body;      // HTML
};
Response MakeHtmlPage(const HtmlPage& page);

// Whether a reader with this Accept-Language wants Korean before English.
bool PrefersKorean(std::string_view accept_language);

}  // namespace onsale::http
