#include "http/connection/proxy_header.h"

#include <algorithm>
#include <span>

namespace onsale::http {
namespace {

using HeaderState = ProxyHeader::State;

constexpr std::string_view kSignature("\r\n\r\n\0\r\nQUIT\n", 12);
constexpr std::size_t kFixed = 16;  // the bytes before the addresses

constexpr std::uint8_t kProxyVersion = 2;
constexpr std::uint8_t kLocal = 0;  // of the low half of byte 12
constexpr std::uint8_t kProxy = 1;
constexpr std::uint8_t kTcp4 = 0x11;
constexpr std::uint8_t kTcp6 = 0x21;

ProxyHeader Refused(std::string_view mistake) {
  return {.state = HeaderState::kRefused, .size = 0, .client = {}, .mistake = mistake};
}

}  // namespace

ProxyHeader ReadProxyHeader(std::string_view bytes) {
  const std::string_view begin = bytes.substr(0, kSignature.size());
  if (!kSignature.starts_with(begin)) return {};
  ProxyHeader header{.state = HeaderState::kPart, .size = 0, .client = {}, .mistake = {}};
  if (bytes.size() < kFixed) return header;
  const auto byte = [bytes](std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); };
  const std::uint8_t command = byte(12) & 0xF;
  if (byte(12) >> 4 != kProxyVersion || command > kProxy) {
    return Refused("The PROXY header has another version than 2, or an unknown command.");
  }
  const std::size_t length = static_cast<std::size_t>(byte(14)) << 8 | byte(15);
  if (length > ProxyHeader::kLengthMax) {
    return Refused("The PROXY header is longer than 1040 bytes.");
  }
  if (bytes.size() < kFixed + length) return header;
  header.state = HeaderState::kWhole;
  header.size = kFixed + length;
  const std::uint8_t family = byte(13);
  if (command == kLocal || (family != kTcp4 && family != kTcp6)) return header;
  const std::size_t address_size = family == kTcp4 ? 4 : 16;
  if (length < 2 * address_size + 4) return Refused("The PROXY header is too short.");
  const auto* const source = reinterpret_cast<const std::uint8_t*>(bytes.data()) + kFixed;
  header.client = net::IpOf({source, address_size});
  return header;
}

}  // namespace onsale::http
