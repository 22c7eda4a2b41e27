// An HTTP response as endpoints make it. The connection adds Content-Length, Date, Connection and
// X-Content-Type-Options.
//
// Shape:    either `body` or, for large cached bytes, `shared_body`; 204 and 304 have neither. With
//           a `stream` the body is its events, and ends with the connection. In a problem
//           `instance_at` is where the UUID of its instance starts in `body`.
// Owner:    a value; `content_type` points to static storage.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace onsale::http {

struct StreamOpening;

inline constexpr std::string_view kJson = "application/json";
inline constexpr std::string_view kProblemJson = "application/problem+json";
inline constexpr std::string_view kHtml = "text/html; charset=utf-8";

struct Response {
  static constexpr std::size_t kUsualHeaders = 160;  // bytes; more are possible

  unsigned status = 200;
  std::string_view content_type = kJson;
  std::string headers;  // complete lines, each ending in CRLF; written by AddHeader
  std::string body;
  std::shared_ptr<const std::string> shared_body;
  std::shared_ptr<const StreamOpening> stream;
  std::size_t instance_at = 0;  // 0 unless it is a problem
  std::uint8_t problem = 0;  // the number of the problem's code, from 1; 0 unless it is a problem

  // Adds a header. Requires: name and value have no control characters; this program alone makes
  // them.
  void AddHeader(std::string_view name, std::string_view value) {
    using std::literals::operator""sv;
    if (headers.empty()) headers.reserve(kUsualHeaders);
    headers.append(name).append(": "sv).append(value).append("\r\n"sv);
  }
  std::string_view content() const { return shared_body ? std::string_view(*shared_body) : body; }
};

}  // namespace onsale::http
