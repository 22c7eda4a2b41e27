// Writes the head of a response: status line and headers.
//
// Threads:  one; each I/O thread has its own, which caches the Date of the current second.
// Source:   RFC 9110, sections 6.6.1 (Date), 8.6 (Content-Length), 15 (status codes).
#pragma once

#include <string>
#include <string_view>

#include "base/time.h"
#include "http/response.h"

namespace onsale::http {

// Whether a response with this status may have a body.
bool MayHaveBody(unsigned status);

class ResponseWriter {
 public:
  explicit ResponseWriter(const base::Clock& clock) : clock_(clock) {}

  // Appends the head of the response, including the empty line. Content-Length is the size of
  // `response.content()`, also when the body is omitted after a HEAD; a stream has none.
  void AppendHead(const Response& response, bool keep_alive, std::string& out);

 private:
  std::string_view Date();

  const base::Clock& clock_;
  std::chrono::sys_seconds date_second_{};
  std::string date_;  // the Date of date_second_; empty before the first use
};

}  // namespace onsale::http
