// Writes HTTP/1.1 requests as bytes.
//
// Owner:    the returned bytes live until the next Write.
// Requires: no value has control characters: this program makes or checks all of them.
#pragma once

#include <string>
#include <string_view>

namespace onsale::rehearsal {

struct Request {
  std::string_view method = "GET";
  std::string_view path;
  std::string_view token;   // Queue-Token; an empty text sends no header
  std::string_view key;     // Idempotency-Key
  std::string_view etag;    // If-None-Match
  std::string_view event;   // Last-Event-ID
  std::string_view bearer;  // Authorization
  std::string_view body;    // JSON
  std::string_view reason;  // Onsale-Reason
  bool closes = false;      // Connection: close
  bool gzip = false;        // Accept-Encoding: gzip
};

class RequestWriter {
 public:
  explicit RequestWriter(std::string_view host) : host_(host) {}

  std::string_view Write(const Request& request);

 private:
  std::string host_;
  std::string bytes_;
};

}  // namespace onsale::rehearsal
