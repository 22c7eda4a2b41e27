// The interface through which the server reports requests and failures to the app's log.
//
// Shape:    a report contains the documented route, never the query as sent; no headers, no token.
//           Only a path that leads nowhere is reported as sent.
// Owner:    views are valid only during the call.
// Threads:  called on any thread; must not block.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "domain/access_key.h"
#include "domain/rows.h"
#include "domain/views.h"
#include "http/request.h"

namespace onsale::http {

inline constexpr std::size_t kPathShown = 200;

struct RequestRecord {
  Method method = Method::kOther;
  std::string_view route;  // e.g. `/v1/shows/{showId}/seats`; empty if none matched
  unsigned status = 0;
  base::Duration duration{};   // from the request's last byte to the response's handover
  std::size_t body_bytes = 0;  // the size of the response's body
  // The UUID in the member `instance` of the problem that the client received; empty unless it is a
  // problem.
  std::string_view instance = {};
  // The path as sent, at most kPathShown bytes, if the status is 404 and no route matched.
  std::string_view unknown_path = {};
  std::string_view trace_id;       // 32 hex digits of a valid traceparent, or empty
  bool has_authorization = false;  // the request had an Authorization header
  // Of the status 401: the call is for a user, so a buyer token was missing or refused. Otherwise
  // an access key was.
  bool is_for_user = false;
  std::string peer = {};  // the caller's address, if the status is 401
};

// A request that waited long for the sale or the store, and where the time went.
struct SlowRequest {
  Method method = Method::kOther;
  std::string_view route;  // static storage
  unsigned status = 0;
  std::string trace_id;     // 32 hex digits of a valid traceparent, or empty
  base::Duration wait{};    // from the request's last byte to the arrival of its answer
  base::Duration parse{};   // before `wait`: from its first byte to the last
  base::Duration decide{};  // of `wait`: to decide the batch that the command was in
  base::Duration sync{};    // of `wait`: to make the batch durable
  base::Duration read{};    // of `wait`: to read the stored tables
  base::Duration write{};   // after `wait`: to make the response and hand it to the system

  // What is left of `wait`: for a batch, for the writes before it, for the I/O thread.
  base::Duration queue() const { return std::max(wait - decide - sync - read, base::Duration{}); }
};

// A change that an operator has made.
struct OperatorChange {
  const domain::Actor& actor;
  std::string_view key_name;  // of the actor's key
  // What was changed, if it is a room or a key; a room possibly to the values that it already had.
  const domain::ChangedRoomView* room = nullptr;
  const domain::AccessKeyRow* key = nullptr;
  // Of seats held back, put on sale or released: the showId, and the seats in order.
  std::string show = {};
  std::vector<domain::SeatNumber> seats = {};
};

// A call by which an operator has read a buyer's data. It does not say which buyer's.
struct OperatorRead {
  std::string_view key;   // the id of the access key
  std::string_view name;  // of that key
  std::string_view call;  // the operation id
};

class RequestLog {
 public:
  virtual ~RequestLog() = default;
  // Whether the log wants reports of responses with this status. Asked first, because most are not
  // wanted.
  virtual bool Wants(unsigned status) const = 0;
  virtual void OnRequest(const RequestRecord& record) = 0;
  virtual void OnSlowRequest(const SlowRequest& slow) = 0;
  virtual void OnOperatorChange(const OperatorChange& change) = 0;
  virtual void OnOperatorRead(const OperatorRead& read) = 0;
  // Reports a failure that the operator should know, such as no file descriptor left for a
  // connection.
  virtual void OnTrouble(std::string_view what) = 0;
};

// The trace id of a traceparent header; nothing if the header is malformed. Source: W3C Trace
// Context.
std::string_view TraceId(std::string_view traceparent);

}  // namespace onsale::http
