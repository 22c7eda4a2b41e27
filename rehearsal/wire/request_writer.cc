#include "rehearsal/wire/request_writer.h"

#include <array>
#include <charconv>

namespace onsale::rehearsal {
namespace {

void AppendHeader(std::string& bytes, std::string_view name, std::string_view value) {
  if (!value.empty()) bytes.append(name).append(value).append("\r\n");
}

}  // namespace

void AppendNumber(std::string& text, std::uint64_t number) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  text.append(digits.data(), end);
}

std::string_view RequestWriter::Write(const Request& request) {
  bytes_.clear();
  bytes_.append(request.method).append(" ").append(request.path).append(" HTTP/1.1\r\n");
  AppendHeader(bytes_, "Host: ", host_);
  AppendHeader(bytes_, "Queue-Token: ", request.token);
  AppendHeader(bytes_, "Idempotency-Key: ", request.key);
  AppendHeader(bytes_, "If-None-Match: ", request.etag);
  AppendHeader(bytes_, "Authorization: Bearer ", request.bearer);
  if (!request.body.empty()) {
    bytes_.append("Content-Type: application/json\r\nContent-Length: ");
    AppendNumber(bytes_, request.body.size());
    bytes_.append("\r\n");
  }
  bytes_.append("\r\n").append(request.body);
  return bytes_;
}

}  // namespace onsale::rehearsal
