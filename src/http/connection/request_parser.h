// Parses one HTTP/1 request at the start of the received bytes, and refuses every ambiguous
// framing.
//
// Shape:    the caller passes all bytes of the current request, longer with each call; no byte is
//           scanned twice for the end of the headers. A body is framed by Content-Length, or from
//           HTTP/1.1 on by chunks (chunked_body.h). One empty line before a request is reported as
//           kEmptyLine, so that the caller can drop it and is as idle as before.
// Owner:    a parsed Request views the bytes that were passed.
// Threads:  one at a time.
// Errors:   RefusedBytes. After one, no later byte of the connection can be trusted: answer and
//           close. Refused as malformed: a Transfer-Encoding that is repeated, beside a
//           Content-Length, of HTTP/1.0, or other than `chunked` with at most one space before it;
//           Host that is missing, repeated or malformed; Content-Length that is repeated, a list,
//           signed or not a number; a body on GET, HEAD, DELETE, OPTIONS or an unknown method;
//           folded lines; a lone CR or LF; NUL and other control bytes; two empty lines before the
//           request; repeated Authorization, Queue-Token, Idempotency-Key or Content-Type; an
//           Expect other than 100-continue. The target is `/...`, `*` with OPTIONS, or absolute
//           with exactly the authority of Host. HTTP/1.0 follows the same rules, but may omit Host;
//           its Expect is ignored, and it is never kept alive.
// Source:   RFC 9112; smuggling techniques that pass Boost.Beast 1.81.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "http/connection/chunked_body.h"
#include "http/connection/parse_refusal.h"
#include "http/request.h"

namespace onsale::http {

enum class ParseState : std::uint8_t {
  kHead,
  kBody,
  kLargeBody,  // the head of a request with a body above body_max: AllowBody, or refuse it
  kComplete,
  kRefused,
  kEmptyLine,  // the first kEmptyLineSize bytes are an empty line before the request
};

class RequestParser {
 public:
  static constexpr std::size_t kEmptyLineSize = 2;

  explicit RequestParser(const RequestLimits& limits)
      : limits_(limits), body_max_(limits.body_max) {}

  // Continues to parse. `received` are all bytes from the first byte of the current request; of a
  // request that is complete, a chunked body is joined in place. Requires: since Reset, bytes were
  // only appended (they may have moved), but an empty line that was reported is dropped; the last
  // state was not kComplete or kRefused.
  ParseState Parse(std::span<char> received);
  // Lets the current request have a body of at most `bytes`. Requires: the last Parse returned
  // kLargeBody.
  void AllowBody(std::size_t bytes) { body_max_ = bytes; }
  // Forgets the current request; the next Parse starts another one.
  void Reset();

  // The parsed request. Requires: the last Parse returned kComplete or, without its body,
  // kLargeBody.
  const Request& request() const { return request_; }
  // The size of head and body together; of a chunked body what is known by now. Requires: the last
  // Parse returned kComplete or kBody.
  std::size_t size() const { return head_size_ + body_size_; }
  bool keep_alive() const { return keep_alive_; }
  // Whether the client waits for `100 Continue` before it sends the body. Requires: kBody.
  bool expects_continue() const { return expects_continue_; }
  // Why the request was refused. Requires: the last Parse returned kRefused.
  const RefusedBytes& refused() const { return refused_; }

 private:
  ParseState Refuse(ParseRefusal refusal, std::string_view reason);
  ParseState BeforeMethod(std::string_view received);
  ParseState FindHeadEnd(std::string_view received);
  ParseState ReadHead(std::string_view received);
  ParseState ReadChunks(std::span<char> received);

  const RequestLimits& limits_;
  std::size_t body_max_;             // of the current request
  std::size_t line_start_ = 0;       // the first line that is not complete
  std::size_t scanned_ = 0;          // no line ends between line_start_ and here
  const char* head_data_ = nullptr;  // where the head was that request_ views
  std::size_t head_size_ = 0;        // 0 until the head is complete
  std::size_t body_size_ = 0;
  ChunkedBody chunks_;
  bool chunked_ = false;
  bool empty_line_seen_ = false;
  bool keep_alive_ = false;
  bool expects_continue_ = false;
  RefusedBytes refused_;
  Request request_;
};

}  // namespace onsale::http
