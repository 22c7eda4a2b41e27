// The API's description as an HTML page: what openapi.json says, for people to read.
#pragma once

#include <string>

#include "http/pages/html_page.h"

namespace onsale::http {

// The page's bytes, about 120 KB, to be kept.
std::string DocsPage(const PageReader& reader);

}  // namespace onsale::http
