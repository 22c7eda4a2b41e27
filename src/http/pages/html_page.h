// The HTML pages of the API: no script, no external resource.
//
// Shape:    each page has one style sheet, allowed by its hash in a Content-Security-Policy that
//           forbids everything else.
#pragma once

#include <string>
#include <string_view>

#include "http/response.h"

namespace onsale::http {

struct HtmlPage {
  std::string_view language;  // of the page's first part: `en` or `ko`
  std::string_view title;     // plain text
  std::string_view body;      // HTML
};
Response MakeHtmlPage(const HtmlPage& page);

// Whether an Accept-Language header prefers Korean to English.
bool PrefersKorean(std::string_view accept_language);

}  // namespace onsale::http
