#include "fuzz/framing.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

#include "fuzz/expect.h"

namespace onsale::fuzz {
namespace {

using Text = std::string_view;

struct Headers {
  std::size_t hosts = 0;
  std::size_t lengths = 0;
  std::size_t encodings = 0;
  std::size_t body = 0;
  std::optional<Text> authorization;
  std::optional<Text> content_type;
  std::optional<Text> idempotency_key;
  std::optional<Text> queue_token;
};

std::string Lower(Text text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return lower;
}

Text Trimmed(Text text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == Text::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

void KeepOnly(std::optional<Text>& value, Text text) {
  Expect(!value, "a header that the server reads appears once");
  value = text;
}

void ReadLength(Text value, Headers& headers) {
  ++headers.lengths;
  const char* const end = value.data() + value.size();
  const auto read = std::from_chars(value.data(), end, headers.body);
  Expect(read.ec == std::errc() && read.ptr == end, "Content-Length is a plain number");
}

void ReadLine(Text line, Headers& headers) {
  Expect(line.front() != ' ' && line.front() != '\t', "no header line is folded");
  const std::size_t colon = line.find(':');
  Expect(colon != Text::npos && colon > 0, "every header line has a name and a colon");
  const std::string name = Lower(line.substr(0, colon));
  Expect(name.find_first_of(" \t") == std::string::npos,
         "no blank is before the colon of a header");
  const Text value = Trimmed(line.substr(colon + 1));
  if (name == "transfer-encoding") {
    ++headers.encodings;
    Expect(
        Lower(line) == "transfer-encoding: chunked" || Lower(line) == "transfer-encoding:chunked",
        "the only Transfer-Encoding is chunked, and it is plain");
  }
  if (name == "host") ++headers.hosts;
  if (name == "content-length") ReadLength(value, headers);
  if (name == "authorization") KeepOnly(headers.authorization, value);
  if (name == "content-type") KeepOnly(headers.content_type, value);
  if (name == "idempotency-key") KeepOnly(headers.idempotency_key, value);
  if (name == "queue-token") KeepOnly(headers.queue_token, value);
}

void CheckTarget(Text line, const http::Request& request) {
  const Text target = request.target;
  Expect(target.starts_with('/') || target == "*", "the target is a path");
  Expect(line.find(target) != Text::npos || target == "/", "the target is in the first line");
  Expect(std::ranges::all_of(target, [](char c) { return c > ' ' && c < '\x7f'; }),
         "the target is visible ASCII");
  const std::string joined =
      std::string(request.path) + (target.contains('?') ? "?" : "") + std::string(request.query);
  Expect(joined == target, "path and query make up the target");
}

// Takes a line and its CR LF from the front of `bytes`.
Text TakeLine(Text& bytes) {
  const std::size_t end = bytes.find("\r\n");
  Expect(end != Text::npos, "a line of a chunked body ends with CR LF");
  const Text line = bytes.substr(0, end);
  Expect(line.find_first_of("\r\n") == Text::npos, "a line of a chunked body has no lone CR or LF");
  bytes.remove_prefix(end + 2);
  return line;
}

// The data of a chunked body that takes up all of `bytes`.
std::string Unchunked(Text bytes) {
  std::string data;
  for (;;) {
    const Text line = TakeLine(bytes);
    std::size_t size = 0;
    const auto read = std::from_chars(line.data(), line.data() + line.size(), size, 16);
    const Text rest = line.substr(static_cast<std::size_t>(read.ptr - line.data()));
    Expect(read.ec == std::errc() && line.front() != '-', "a chunk has a hexadecimal size");
    Expect(rest.empty() || rest.front() == ';', "only an extension is after a chunk's size");
    Expect(size <= bytes.size(), "a chunk is complete");
    data.append(bytes.substr(0, size));
    bytes.remove_prefix(size);
    Expect(TakeLine(bytes).empty(), "a chunk ends where its size says, and has no trailers");
    if (size == 0) break;
  }
  Expect(bytes.empty(), "nothing is after the last chunk");
  return data;
}

void CheckBody(Text body, const Headers& headers, bool old, const http::Request& request) {
  Expect(headers.lengths + headers.encodings <= 1,
         "the request has one Content-Length or one Transfer-Encoding");
  Expect(!old || headers.encodings == 0, "HTTP/1.0 has no Transfer-Encoding");
  if (headers.encodings == 1) {
    Expect(request.body == Unchunked(body), "the body is the data of its chunks");
  } else {
    Expect(body.size() == headers.body, "the body is as long as Content-Length");
    Expect(request.body == body, "the body is the bytes after the headers");
  }
}

}  // namespace

void CheckFraming(Text bytes, const http::Request& request) {
  const std::size_t head_end = bytes.find("\r\n\r\n");
  Expect(head_end != Text::npos, "the headers end with an empty line");
  Text head = bytes.substr(0, head_end);
  Expect(std::ranges::none_of(head, [](char c) { return c == '\0'; }),
         "the headers have no NUL byte");
  const Text first = head.substr(0, head.find("\r\n"));
  CheckTarget(first, request);
  head.remove_prefix(std::min(first.size() + 2, head.size()));
  Headers headers;
  while (!head.empty()) {
    const Text line = head.substr(0, head.find("\r\n"));
    Expect(line.find_first_of("\r\n") == Text::npos, "every line ends with CR LF only");
    ReadLine(line, headers);
    head.remove_prefix(std::min(line.size() + 2, head.size()));
  }
  const bool old = first.ends_with("HTTP/1.0");
  Expect(headers.hosts == 1 || (old && headers.hosts == 0), "the request has one Host header");
  Expect(request.host.has_value() || (old && headers.hosts == 0), "the host was read");
  CheckBody(bytes.substr(head_end + 4), headers, old, request);
  Expect(headers.authorization == request.authorization, "Authorization is as sent");
  Expect(headers.content_type == request.content_type, "Content-Type is as sent");
  Expect(headers.idempotency_key == request.idempotency_key, "Idempotency-Key is as sent");
  Expect(headers.queue_token == request.queue_token, "Queue-Token is as sent");
}

}  // namespace onsale::fuzz
