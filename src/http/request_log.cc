#include "http/request_log.h"

#include <algorithm>

namespace onsale::http {
namespace {

bool IsLowerHex(std::string_view text) {
  return std::ranges::all_of(
      text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

}  // namespace

std::string_view TraceId(std::string_view traceparent) {
  // The length of a traceparent: version, trace id, parent id, flags: `00-<32>-<16>-<2>`. Later
  // versions may append more.
  constexpr std::size_t kLength = 55;
  if (traceparent.size() < kLength) return {};
  const bool longer = traceparent.size() > kLength;
  if (longer && (traceparent.starts_with("00") || traceparent[kLength] != '-')) return {};
  if (traceparent[2] != '-' || traceparent[35] != '-' || traceparent[52] != '-') return {};
  const std::string_view version = traceparent.substr(0, 2);
  const std::string_view trace = traceparent.substr(3, 32);
  const std::string_view parent = traceparent.substr(36, 16);
  if (!IsLowerHex(version) || version == "ff" || !IsLowerHex(trace) || !IsLowerHex(parent)) {
    return {};
  }
  if (!IsLowerHex(traceparent.substr(53, 2))) return {};
  if (trace.find_first_not_of('0') == std::string_view::npos) return {};
  return trace;
}

}  // namespace onsale::http
