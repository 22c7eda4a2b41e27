// Parses one HTTP/1 request at the start of the received bytes, and refuses every ambiguous
// framing.
//
// Shape:    the caller passes all bytes of the current request, longer with each call; no byte is
//           scanned twice for the end of the headers. Only Content-Length frames a body.
// Owner:    a parsed Request views the bytes that were passed.
// Threads:  one at a time.
// Errors:   ParseRefusal. After one, no later byte of the connection can be trusted: answer and
//           close. Refused as malformed: any Transfer-Encoding; Host that is missing, repeated or
//           malformed; Content-Length that is repeated, a list, signed or not a number; a body on
//           GET, HEAD, DELETE, OPTIONS or an unknown method; folded lines; a lone CR or LF; NUL and
//           other control bytes; an empty line before the request; repeated Authorization,
//           Queue-Token, Idempotency-Key or Content-Type; an Expect other than 100-continue. The
//           target is `/...`, `*` with OPTIONS, or absolute with exactly the authority of Host.
//           HTTP/1.0 follows the same rules, but may omit Host, and is never kept alive.
// Source:   RFC 9112; smuggling techniques that pass Boost.Beast 1.81.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "http/request.h"

namespace onsale::http {

enum class ParseRefusal : std::uint8_t {
  kMalformed,            // answered with 400
  kPayloadTooLarge,      // answered with 413
  kTargetTooLong,        // answered with 414
  kHeadTooLarge,         // answered with 431
  kVersionNotSupported,  // answered with 505
};

enum class ParseState : std::uint8_t { kHead, kBody, kComplete, kRefused };

class RequestParser {
 public:
  explicit RequestParser(const RequestLimits& limits) : limits_(limits) {}

  // Continues to parse. `received` are all bytes from the first byte of the current request.
  // Requires: since Reset, bytes were only appended (they may have moved).
  ParseState Parse(std::string_view received);
  // Forgets the current request; the next Parse starts another one.
  void Reset();

  // The parsed request. Requires: the last Parse returned kComplete.
  const Request& request() const { return request_; }
  // The size of head and body together. Requires: the last Parse returned kComplete or kBody.
  std::size_t size() const { return head_size_ + body_size_; }
  bool keep_alive() const { return keep_alive_; }
  // Whether the client waits for `100 Continue` before it sends the body. Requires: kBody.
  bool expects_continue() const { return expects_continue_; }
  // Why the request was refused. Requires: the last Parse returned kRefused.
  ParseRefusal refusal() const { return refusal_; }

 private:
  ParseState Refuse(ParseRefusal refusal);
  ParseState FindHeadEnd(std::string_view received);
  ParseState ReadHead(std::string_view received);

  const RequestLimits& limits_;
  std::size_t line_start_ = 0;       // the first line that is not complete
  std::size_t scanned_ = 0;          // no line ends between line_start_ and here
  const char* head_data_ = nullptr;  // where the head was that request_ views
  std::size_t head_size_ = 0;        // 0 until the head is complete
  std::size_t body_size_ = 0;
  bool keep_alive_ = false;
  bool expects_continue_ = false;
  ParseRefusal refusal_ = ParseRefusal::kMalformed;
  Request request_;
};

}  // namespace onsale::http
