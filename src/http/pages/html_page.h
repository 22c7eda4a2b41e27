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
  std::string_view title;  // plain text
  std::string_view body;   // HTML; its links are absolute paths of this server
};
struct PageReader {
  bool korean = false;              // whether the page begins in Korean, else in English
  bool html = false;                // whether an error should be a page, else a problem document
  std::string_view base_path = {};  // put before every link
};
Response MakeHtmlPage(const HtmlPage& page, const PageReader& reader);

// The parts of a page that is kept: its bytes, and its headers without Cache-Control.
std::string HtmlText(const HtmlPage& page, const PageReader& reader);
void AddHtmlHeaders(Response& response);

}  // namespace onsale::http
