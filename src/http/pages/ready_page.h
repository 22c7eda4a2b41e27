// A cached response body with its ETag, for conditional requests; and one that is kept compressed
// as well.
//
// Source:   RFC 9110 sections 8.8.3 (ETag), 12.5.5 (Vary), 13.1.2 (If-None-Match), 15.4.5 (304).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/request.h"
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

// A page in both codings. Each has an ETag of its own.
struct PackedPage {
  ReadyPage plain;
  ReadyPage gzip;
};

// Compresses the bytes, which takes about 5 ms for 150 KB: for pages that stay the same.
PackedPage MakePackedPage(std::string bytes);

// As SendPage, in the coding that the request accepts.
Response SendPackedPage(const PackedPage& page, const Request& request,
                        std::string_view cache_control);

// The page of the text that `Make` makes for a base path, made once by each thread. A server has
// one base path, but a test program may run several servers.
template <std::string (*Make)(std::string_view base_path)>
const PackedPage& PackedPageOf(std::string_view base_path) {
  thread_local std::string made_for;
  thread_local PackedPage page;
  if (page.plain.bytes == nullptr || made_for != base_path) {
    made_for = base_path;
    page = MakePackedPage(Make(base_path));
  }
  return page;
}

}  // namespace onsale::http
