#include "rehearsal/wire/request_writer.h"

#include "base/decimal.h"

namespace onsale::rehearsal {
namespace {

void AppendHeader(std::string& bytes, std::string_view name, std::string_view value) {
  if (!value.empty()) bytes.append(name).append(value).append("\r\n");
}

}  // namespace

std::string_view RequestWriter::Write(const Request& request) {
  bytes_.clear();
  bytes_.append(request.method).append(" ").append(request.path).append(" HTTP/1.1\r\n");
  AppendHeader(bytes_, "Host: ", host_);
  AppendHeader(bytes_, "Queue-Token: ", request.token);
  AppendHeader(bytes_, "Idempotency-Key: ", request.key);
  AppendHeader(bytes_, "If-None-Match: ", request.etag);
  AppendHeader(bytes_, "Last-Event-ID: ", request.event);
  AppendHeader(bytes_, "Authorization: Bearer ", request.bearer);
  AppendHeader(bytes_, "Onsale-Reason: ", request.reason);
  if (request.closes) bytes_.append("Connection: close\r\n");
  if (request.gzip) bytes_.append("Accept-Encoding: gzip\r\n");
  if (!request.body.empty()) bytes_.append("Content-Type: application/json\r\n");
  if (!request.body.empty() || request.method == "POST") {
    base::AppendDecimal(bytes_.append("Content-Length: "), request.body.size());
    bytes_.append("\r\n");
  }
  bytes_.append("\r\n").append(request.body);
  return bytes_;
}

}  // namespace onsale::rehearsal
