// What the server reports about requests and its own trouble: a place for the app to plug in a log.
//
// Shape:    the route as documented, never the path or the query as sent; no header, no token.
// Owner:    views live only during the call.
// Threads:  called on any I/O thread; must not block.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/time.h"
#include "domain/views.h"
#include "http/request.h"

namespace onsale::http {

struct RequestRecord {
  Method method = Method::kOther;
  std::string_view route;  // `/v1/shows/{showId}/seats`; empty if none matched
  unsigned status = 0;
  base::Duration duration{};   // from the request's last byte until its response was handed over
  std::size_t body_bytes = 0;  // of the response
  std::string_view trace_id;   // 32 hex digits of a well-formed traceparent, or empty
  bool has_authorization = false;  // the request had the header, whatever was in it
  std::string peer = {};           // the client's address, if the status is 401
};

class RequestLog {
 public:
  virtual ~RequestLog() = default;
  // Whether a response of this status is to be reported. Asked first, since most are not.
  virtual bool Wants(unsigned status) const = 0;
  virtual void OnRequest(const RequestRecord& record) = 0;
  // The operator has asked for a change of a room, and perhaps nothing of it is different now.
  virtual void OnRoomChange(const domain::ChangedRoomView& room) = 0;
  // Something that an operator should know, such as no file descriptor left for a new connection.
  virtual void OnTrouble(std::string_view what) = 0;
};

// The trace id of a traceparent header, or nothing if it is malformed. Source: W3C Trace Context.
std::string_view TraceId(std::string_view traceparent);

}  // namespace onsale::http
