// A cached response body with its ETag, for conditional requests; and one that is kept compressed
// as well.
//
// Source:   RFC 9110 sections 8.8.3 (ETag), 12.5.5 (Vary), 13.1.2 (If-None-Match), 15.4.5 (304).
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "http/pages/compression.h"
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

// Adds Vary and, unless the coding is kIdentity, Content-Encoding to a response that SendPage made
// of a page in this coding.
void AddCoding(Response& response, Coding coding);

// A page of 1,024 bytes or less is not compressed: its headers are as long.
inline constexpr std::size_t kUncompressedMax = 1024;

// A page in all codings, each of which has an ETag of its own. Equal bytes have equal tags.
//
// Owner:    immutable and shared; a coding is made at its first use.
// Threads:  any.
class PackedPage {
 public:
  explicit PackedPage(std::string bytes, Effort effort = Effort::kOnce)
      : effort_(effort), plain_(MakeReadyPage(std::move(bytes))) {}
  PackedPage(const PackedPage&) = delete;
  PackedPage& operator=(const PackedPage&) = delete;

  const ReadyPage& plain() const { return plain_; }
  bool is_compressed() const { return plain_.bytes->size() > kUncompressedMax; }
  // Requires: is_compressed(), or kIdentity.
  const ReadyPage& In(Coding coding) const;

 private:
  const Effort effort_;
  const ReadyPage plain_;
  mutable std::once_flag made_[kCodings];
  mutable ReadyPage packed_[kCodings];
};
using PackedPagePtr = std::shared_ptr<const PackedPage>;

// `plain` compressed; its ETag names the coding.
ReadyPage PackPage(const ReadyPage& plain, Coding coding, Effort effort);

// As SendPage, in the coding that the request prefers.
Response SendPackedPage(const PackedPage& page, const Request& request,
                        std::string_view cache_control);

}  // namespace onsale::http
