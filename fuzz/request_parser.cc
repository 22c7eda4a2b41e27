// Fuzz target: any bytes as a stream of HTTP requests. The server's parser must find the same
// requests in pieces of any size as in the whole stream, and a second, simple parser must agree on
// each request.

#include "http/connection/request_parser.h"

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "fuzz/expect.h"
#include "fuzz/framing.h"

namespace onsale::fuzz {
namespace {

using http::ParseState;

struct Reading {
  std::vector<std::string> requests;  // parsed method, target and body of each
  ParseState end = ParseState::kHead;
  bool operator==(const Reading&) const = default;
};

std::string Understood(const http::RequestParser& parser) {
  const http::Request& request = parser.request();
  std::string text(http::NameOf(request.method));
  text.append(" ").append(request.target).append(parser.keep_alive() ? " +" : " -");
  for (const auto& header : {request.queue_token, request.authorization, request.content_type,
                             request.idempotency_key, request.if_none_match}) {
    text.append("\n").append(header ? *header : "-");
  }
  return text.append("\n").append(request.body);
}

Reading ReadAtOnce(std::string_view stream, const http::RequestLimits& limits) {
  Reading reading;
  http::RequestParser parser(limits);
  std::string copy(stream);  // which the parser may change
  while (!stream.empty()) {
    reading.end = parser.Parse(std::span(copy).last(stream.size()));
    if (reading.end == ParseState::kEmptyLine) {
      stream.remove_prefix(http::RequestParser::kEmptyLineSize);
      continue;
    }
    if (reading.end != ParseState::kComplete) return reading;
    CheckFraming(stream.substr(0, parser.size()), parser.request());
    Expect(parser.size() <= limits.head_max + limits.body_max + limits.chunk_framing_max,
           "a request is within its limits");
    Expect(parser.request().body.size() <= limits.body_max, "a body is within its limit");
    Expect(parser.request().target.size() <= limits.target_max, "a target is within its limit");
    reading.requests.push_back(Understood(parser));
    stream.remove_prefix(parser.size());
    parser.Reset();
  }
  reading.end = ParseState::kHead;
  return reading;
}

// Parses the stream as it arrives in pieces of random size. Copies what has arrived into memory of
// exactly that size, so that the sanitizer finds reads past the end.
Reading ReadInPieces(std::string_view stream, const http::RequestLimits& limits) {
  Reading reading;
  http::RequestParser parser(limits);
  auto choices = ChoicesFor(stream);
  std::size_t shown = 0;
  while (!stream.empty()) {
    const bool last = shown == stream.size();
    if (!last) shown = std::min(stream.size(), shown + 1 + choices.Below(48));
    const auto copy = std::make_unique_for_overwrite<char[]>(shown);
    stream.copy(copy.get(), shown);
    reading.end = parser.Parse({copy.get(), shown});
    if (reading.end == ParseState::kRefused) return reading;
    if (reading.end == ParseState::kEmptyLine) {
      stream.remove_prefix(http::RequestParser::kEmptyLineSize);
      shown -= http::RequestParser::kEmptyLineSize;
      continue;
    }
    if (reading.end != ParseState::kComplete) {
      if (last) return reading;
      continue;
    }
    reading.requests.push_back(Understood(parser));
    stream.remove_prefix(parser.size());
    shown -= parser.size();
    parser.Reset();
  }
  reading.end = ParseState::kHead;
  return reading;
}

}  // namespace
}  // namespace onsale::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace onsale::fuzz;
  const std::string_view stream = AsText(data, size);
  // Small limits are tried too, so that short inputs reach them.
  for (const onsale::http::RequestLimits& limits :
       {onsale::http::RequestLimits{},
        onsale::http::RequestLimits{
            .head_max = 256, .target_max = 40, .body_max = 20, .chunk_framing_max = 30}}) {
    Expect(ReadAtOnce(stream, limits) == ReadInPieces(stream, limits),
           "a stream in pieces is parsed as at once");
  }
  return 0;
}
