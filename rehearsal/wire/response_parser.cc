#include "rehearsal/wire/response_parser.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/ascii.h"
#include "base/decimal.h"

namespace onsale::rehearsal {
namespace {

constexpr std::string_view kEndOfHead = "\r\n\r\n";
constexpr std::size_t kChunkLineMax = 1024;  // a size with its extensions

using base::EqualsIgnoringCase;
using base::ParseDecimal;

// Reads an Onsale-Order header: three numbers joined by `-`.
std::optional<AnswerOrder> ParseOrder(std::string_view text) {
  const std::size_t first = text.find('-');
  const std::size_t second = first == std::string_view::npos ? first : text.find('-', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const auto at = ParseDecimal<std::int64_t>(text.substr(0, first));
  const auto batch = ParseDecimal<std::uint64_t>(text.substr(first + 1, second - first - 1));
  const auto index = ParseDecimal<std::uint32_t>(text.substr(second + 1));
  if (!at || !batch || !index) return std::nullopt;
  return AnswerOrder{.at_us = *at, .engine_batch = *batch, .index = *index};
}

}  // namespace

ResponseParser::Step ResponseParser::Break(std::string_view why) {
  state_ = State::kBroken;
  why_ = why;
  return Step::kBroken;
}

ResponseParser::Step ResponseParser::Next(std::string_view& input) {
  switch (state_) {
    case State::kHead:
      return NextHead(input);
    case State::kBody:
      if (body_left_ == 0) return chunked_ ? NextChunk(input) : Finish();
      return NextPiece(input);
    case State::kBroken:
      break;
  }
  return Step::kBroken;
}

ResponseParser::Step ResponseParser::Finish() {
  state_ = State::kHead;
  torn_.clear();
  return Step::kDone;
}

ResponseParser::Step ResponseParser::NextPiece(std::string_view& input) {
  if (input.empty()) return Step::kNeedMore;
  piece_ = input.substr(0, body_left_);
  input.remove_prefix(piece_.size());
  body_left_ -= piece_.size();
  return Step::kBody;
}

ResponseParser::Step ResponseParser::NextChunk(std::string_view& input) {
  while (body_left_ == 0) {
    const std::size_t end = input.find('\n');
    const std::string_view part = input.substr(0, end == std::string_view::npos ? end : end + 1);
    if (torn_.size() + part.size() > kChunkLineMax) return Break("a chunk without a size");
    torn_.append(part);
    input.remove_prefix(part.size());
    if (end == std::string_view::npos) return Step::kNeedMore;
    const std::string line = std::exchange(torn_, {});
    if (const Step step = ReadChunkLine(line); step != Step::kNeedMore) return step;
  }
  return NextPiece(input);
}

// kNeedMore: a chunk follows, or another line.
ResponseParser::Step ResponseParser::ReadChunkLine(std::string_view line) {
  if (std::exchange(after_chunk_, false)) {
    return line == "\r\n" ? Step::kNeedMore : Break("a chunk longer than its size");
  }
  const std::string_view digits = line.substr(0, line.find_first_of(";\r"));
  std::uint32_t size = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, size, 16);
  if (digits.empty() || error != std::errc() || stop != end || !line.ends_with("\r\n")) {
    return Break("an invalid size of a chunk");
  }
  if (size == 0) return Finish();
  body_left_ = size;
  after_chunk_ = true;
  return Step::kNeedMore;
}

ResponseParser::Step ResponseParser::NextHead(std::string_view& input) {
  if (input.empty()) return Step::kNeedMore;
  std::string_view text = input;
  std::size_t end;
  if (torn_.empty()) {
    end = input.find(kEndOfHead);
  } else {
    // Finds the end of the head, which may be split between `torn_` and the new bytes.
    const std::size_t from = torn_.size() < 3 ? 0 : torn_.size() - 3;
    torn_.append(input.substr(0, kHeadBytesMax));
    text = torn_;
    end = text.find(kEndOfHead, from);
  }
  if (end == std::string_view::npos) {
    if (text.size() > kHeadBytesMax) return Break("headers without an end");
    if (torn_.empty()) torn_ = input;
    input = {};
    return Step::kNeedMore;
  }
  const std::size_t size = end + kEndOfHead.size();
  if (size > kHeadBytesMax) return Break("headers that are too long");
  const std::size_t eaten_before =
      text.data() == input.data() ? 0 : torn_.size() - std::min(input.size(), kHeadBytesMax);
  input.remove_prefix(size - eaten_before);
  if (!ReadHead(text.substr(0, end))) return Step::kBroken;
  torn_.clear();
  body_left_ = head_.endless && !chunked_ ? SIZE_MAX : head_.content_length;
  state_ = State::kBody;
  return Step::kHead;
}

bool ResponseParser::ReadHead(std::string_view text) {
  head_ = {};
  has_length_ = false;
  chunked_ = false;
  after_chunk_ = false;
  etag_.clear();
  std::size_t start = 0;
  bool first = true;
  while (start <= text.size()) {
    const std::size_t end = std::min(text.find("\r\n", start), text.size());
    const std::string_view line = text.substr(start, end - start);
    if (!(first ? ReadStatus(line) : ReadHeader(line))) return false;
    first = false;
    start = end + 2;
  }
  const bool bodyless = head_.status == 204 || head_.status == 304;
  if (bodyless) {
    // A 304 has no body: its Content-Length may be that of the body that it leaves out.
    head_.content_length = 0;
    chunked_ = false;
  } else if (!has_length_ && may_stream_ && head_.status == 200) {
    head_.endless = true;
  } else if (chunked_) {
    Break("a Transfer-Encoding");
    return false;
  } else if (!has_length_) {
    Break("a response without Content-Length");
    return false;
  }
  head_.etag = etag_;
  return true;
}

bool ResponseParser::ReadStatus(std::string_view line) {
  constexpr std::string_view kVersion = "HTTP/1.1 ";
  const std::size_t size = kVersion.size() + 3;
  const bool shaped = line.starts_with(kVersion) && line.size() >= size &&
                      (line.size() == size || line[size] == ' ');
  const auto status =
      shaped ? ParseDecimal<unsigned>(line.substr(kVersion.size(), 3)) : std::nullopt;
  // A 1xx status is refused: none of the client's requests expects one.
  if (!status || *status < 200 || *status > 599) {
    Break("an invalid status line");
    return false;
  }
  head_.status = *status;
  return true;
}

bool ResponseParser::ReadHeader(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == 0 || colon == std::string_view::npos || line.front() == ' ' ||
      line.front() == '\t' || line[colon - 1] == ' ') {
    Break("an invalid header line");
    return false;
  }
  const std::string_view name = line.substr(0, colon);
  const std::string_view value = base::Trim(line.substr(colon + 1));
  if (EqualsIgnoringCase(name, "content-length")) return ReadLength(value);
  if (EqualsIgnoringCase(name, "transfer-encoding")) {
    chunked_ = may_stream_ && EqualsIgnoringCase(value, "chunked");
    if (!chunked_) Break("a Transfer-Encoding");
    return chunked_;
  }
  if (EqualsIgnoringCase(name, "content-encoding")) {
    head_.gzip = EqualsIgnoringCase(value, "gzip");
    if (!head_.gzip) Break("a Content-Encoding that was not requested");
    return head_.gzip;
  }
  if (EqualsIgnoringCase(name, "connection")) {
    head_.closes = EqualsIgnoringCase(value, "close");
  } else if (EqualsIgnoringCase(name, "etag")) {
    etag_ = value;
  } else if (EqualsIgnoringCase(name, "onsale-commit")) {
    head_.commit = ParseDecimal<std::uint64_t>(value);
  } else if (EqualsIgnoringCase(name, "onsale-order")) {
    head_.order = ParseOrder(value);
  } else if (EqualsIgnoringCase(name, "retry-after")) {
    const auto seconds = ParseDecimal<std::uint32_t>(value);
    if (seconds) head_.retry_after = std::chrono::seconds(*seconds);
  }
  return true;
}

bool ResponseParser::ReadLength(std::string_view value) {
  const auto length = ParseDecimal<std::size_t>(value);
  if (!length || has_length_) {
    Break("an invalid or repeated Content-Length");
    return false;
  }
  has_length_ = true;
  head_.content_length = *length;
  return true;
}

}  // namespace onsale::rehearsal
