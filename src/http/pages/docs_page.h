// The API's description as an HTML page: what openapi.json says, for people to read.
#pragma once

#include <string>

#include "http/pages/html_page.h"

namespace onsale::http {

// The page's bytes, about 200 KB: for a reader whose page is kept.
std::string DocsPage(const PageReader& reader);

}  // namespace onsale::http
