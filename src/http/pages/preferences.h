// What a client prefers among the forms of an answer: languages, types, codings.
//
// Errors:   a malformed quality value counts as 0.
// Source:   RFC 9110 sections 12.4.2 (quality values) and 12.5 (Accept, Accept-Encoding,
//           Accept-Language).
#pragma once

#include <string_view>

#include "http/pages/compression.h"

namespace onsale::http {

// Whether an Accept-Language header prefers Korean to English.
bool PrefersKorean(std::string_view accept_language);

// Whether an Accept header names HTML, and prefers it to JSON, as a browser's does. `*/*` does not.
bool PrefersHtml(std::string_view accept);

// The coding to send after an Accept-Encoding header: the one with the largest quality value, named
// or by `*`; Brotli before gzip if they are equal. None if `identity` is named with a larger value,
// or if neither is allowed, even if that excludes `identity`, too.
Coding PreferredCoding(std::string_view accept_encoding);

}  // namespace onsale::http
