// Parses the HTTP/1.1 responses of one connection from pieces of any size.
//
// Shape:    a state machine that consumes its input. It accepts only what the onsale server sends:
//           one Content-Length, no body (204, 304), or a stream where one is expected, in chunks
//           if a proxy made some. It refuses chunks elsewhere, folded lines, a coding other than
//           gzip and the like.
// Owner:    pieces of a body point into the input; the head's ETag lives until the next head.
// Errors:   kBroken, and why(): the connection cannot be used any more.
// Source:   RFC 9112.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace onsale::rehearsal {

// The position of an answer in the order of all answers (header Onsale-Order).
struct AnswerOrder {
  std::int64_t at_us = 0;  // when the request was decided: microseconds since 1970
  std::uint64_t engine_batch = 0;
  std::uint32_t index = 0;
};

struct ResponseHead {
  unsigned status = 0;
  std::size_t content_length = 0;
  bool closes = false;                  // the server closes the connection after this answer
  bool gzip = false;                    // the body is compressed
  bool endless = false;                 // a stream: nobody knows how long the body is
  std::optional<std::uint64_t> commit;  // the header Onsale-Commit
  std::optional<AnswerOrder> order;
  std::optional<std::chrono::seconds> retry_after;  // the header Retry-After, if in seconds
  std::string_view etag;
};

class ResponseParser {
 public:
  static constexpr std::size_t kHeadBytesMax = 8192;

  enum class Step : std::uint8_t { kNeedMore, kHead, kBody, kDone, kBroken };

  // Whether the next response may be a stream: a 200 without Content-Length.
  void ExpectStream(bool may_be_one) { may_stream_ = may_be_one; }
  // Consumes a part of `input` and returns what was read: kHead (see head()), then kBody (see
  // piece()) as often as needed, then kDone. Returns kNeedMore only when all of `input` is
  // consumed.
  Step Next(std::string_view& input);

  const ResponseHead& head() const { return head_; }
  std::string_view piece() const { return piece_; }
  std::string_view why() const { return why_; }
  // Whether no byte of the next response has arrived.
  bool idle() const { return state_ == State::kHead && torn_.empty(); }

 private:
  enum class State : std::uint8_t { kHead, kBody, kBroken };

  Step NextHead(std::string_view& input);
  Step NextPiece(std::string_view& input);
  // Consumes lines between chunks, up to the size of the next one.
  Step NextChunk(std::string_view& input);
  Step ReadChunkLine(std::string_view line);
  bool ReadHead(std::string_view text);
  bool ReadStatus(std::string_view line);
  bool ReadHeader(std::string_view line);
  bool ReadLength(std::string_view value);
  Step Break(std::string_view why);
  Step Finish();

  State state_ = State::kHead;
  ResponseHead head_;
  bool has_length_ = false;
  bool may_stream_ = false;
  bool chunked_ = false;
  bool after_chunk_ = false;  // the line end behind a chunk is to come
  std::size_t body_left_ = 0;
  std::string torn_;  // the part of the head, or of a line between chunks, that has arrived
  std::string etag_;
  std::string_view piece_;
  std::string_view why_;
};

}  // namespace onsale::rehearsal
