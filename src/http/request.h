// An HTTP request as endpoints read it: framed, bounded, and free of request smuggling.
//
// Shape:    contains only headers that an endpoint reads; an absent header is nothing, an empty one
//           an empty view. The path is as sent, without the query and not decoded.
// Owner:    the members are views into the connection's buffer, valid until the response is handed
//           over.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace onsale::http {

enum class Method : std::uint8_t { kGet, kHead, kPost, kPut, kPatch, kDelete, kOptions, kOther };

constexpr std::string_view NameOf(Method method) {
  constexpr std::string_view kNames[] = {"GET",   "HEAD",   "POST",    "PUT",
                                         "PATCH", "DELETE", "OPTIONS", "other"};
  return kNames[static_cast<std::size_t>(method)];
}

struct Request {
  Method method = Method::kOther;
  std::string_view target;  // path and query, as the client sent them
  std::string_view path;
  std::string_view query;  // the text after `?`; empty if there is none
  std::string_view body;
  std::optional<std::string_view> host;  // with its port, if any; HTTP/1.0 may omit it
  std::optional<std::string_view> origin;
  std::optional<std::string_view> content_type;
  std::optional<std::string_view> content_encoding;
  std::optional<std::string_view> authorization;
  std::optional<std::string_view> queue_token;
  std::optional<std::string_view> idempotency_key;
  std::optional<std::string_view> if_none_match;
  std::optional<std::string_view> accept;
  std::optional<std::string_view> accept_encoding;
  std::optional<std::string_view> accept_language;
  std::optional<std::string_view> last_event_id;
  std::optional<std::string_view> traceparent;
  std::optional<std::string_view> forwarded_for;  // the last X-Forwarded-For; anybody can send one
  std::optional<std::string_view> reason;         // Onsale-Reason: why an operator makes a change
  // Whether a proxy has shown itself: Forwarded, X-Forwarded-... or Via.
  bool was_forwarded = false;
};

// The text of the refusal of a large body. It states the default limits.
inline constexpr std::string_view kBodyTooLarge =
    "The body is larger than 16 KiB. Only that of a catalogue may be, up to 16 MiB and with a "
    "Content-Length.";

// Limits of one request, in bytes.
struct RequestLimits {
  std::size_t head_max = 8 * 1024;           // request line and headers
  std::size_t target_max = 4 * 1024;         // path and query
  std::size_t body_max = 16 * 1024;          // of chunked bodies: the data
  std::size_t chunk_framing_max = 2 * 1024;  // everything else of a chunked body
  // Of a body with a Content-Length, for the calls that take a larger one; see kLargeBody. Not more
  // than body_max: there are none.
  std::size_t large_body_max = 0;
};

}  // namespace onsale::http
