// A cached response body with its ETag, for conditional requests.
//
// Source:   RFC 9110 sections 8.8.3 (ETag), 13.1.2 (If-None-Match) and 15.4.5 (304).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/response.h"

namespace onsale::http {

struct ReadyPage {
  std::shared_ptr<const std::string> bytes;
  std::string etag;  // with quotes; equal bytes have equal tags on every node
};

ReadyPage MakeReadyPage(std::string bytes);

// Whether an If-None-Match header (a list or `*`) contains `etag`, compared weakly. A malformed
// list matches nothing.
bool MatchesETag(std::string_view if_none_match, std::string_view etag);

// A 200 with the page or, if the client has it, a 304 without a body. Both have `cache_control`.
Response SendPage(const ReadyPage& page, std::optional<std::string_view> if_none_match,
                  std::string_view cache_control);

}  // namespace onsale::http
