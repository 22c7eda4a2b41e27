#include "net/ip_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstring>

#include "base/assert.h"
#include "base/decimal.h"

namespace onsale::net {
namespace {

constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr std::uint8_t kMappedBits = 96;
constexpr std::uint8_t kAllBits = 128;

// The address with every bit after the first `bits` cleared.
IpAddress Masked(IpAddress address, unsigned bits) {
  for (unsigned i = 0; i < address.bytes.size(); ++i) {
    const unsigned kept = std::clamp(bits, 8 * i, 8 * i + 8) - 8 * i;
    address.bytes[i] &= static_cast<std::uint8_t>(0xff00U >> kept);
  }
  return address;
}

}  // namespace

bool IpAddress::IsV4() const {
  return std::ranges::equal(kMapped, std::span(bytes).first<kMapped.size()>());
}

std::string IpAddress::ToString() const {
  if (*this == IpAddress{}) return {};
  std::array<char, INET6_ADDRSTRLEN> text{};
  const bool v4 = IsV4();
  const std::uint8_t* const from = v4 ? bytes.data() + kMapped.size() : bytes.data();
  ::inet_ntop(v4 ? AF_INET : AF_INET6, from, text.data(), text.size());
  return text.data();
}

IpAddress IpOf(std::span<const std::uint8_t> bytes) {
  IpAddress address;
  ONSALE_ASSERT(bytes.size() == 4 || bytes.size() == address.bytes.size());
  if (bytes.size() == 4) std::ranges::copy(kMapped, address.bytes.begin());
  std::ranges::copy(bytes, address.bytes.end() - static_cast<std::ptrdiff_t>(bytes.size()));
  return address;
}

std::optional<IpAddress> ParseIp(std::string_view text) {
  std::array<char, INET6_ADDRSTRLEN> copy{};
  if (text.size() >= copy.size() || text.contains('\0')) return std::nullopt;
  std::ranges::copy(text, copy.begin());
  std::array<std::uint8_t, 16> bytes{};
  if (::inet_pton(AF_INET, copy.data(), bytes.data()) == 1) return IpOf(std::span(bytes).first(4));
  if (::inet_pton(AF_INET6, copy.data(), bytes.data()) == 1) return IpOf(bytes);
  return std::nullopt;
}

IpAddress IpOf(const sockaddr& socket_address) {
  if (socket_address.sa_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(socket_address).sin_addr;
    return IpOf({reinterpret_cast<const std::uint8_t*>(&v4), sizeof v4});
  }
  if (socket_address.sa_family != AF_INET6) return {};
  const auto& v6 = reinterpret_cast<const sockaddr_in6&>(socket_address).sin6_addr;
  return IpOf({reinterpret_cast<const std::uint8_t*>(&v6), sizeof v6});
}

IpAddress PeerOf(const Descriptor& socket) {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  auto* const general = reinterpret_cast<sockaddr*>(&storage);
  if (::getpeername(socket.get(), general, &size) != 0) return {};
  return IpOf(*general);
}

std::optional<IpPrefix> IpPrefix::Parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto address = ParseIp(text.substr(0, slash));
  if (!address) return std::nullopt;
  IpPrefix prefix{.address = *address};
  if (slash == std::string_view::npos) return prefix;
  const std::uint8_t before = text.contains(':') ? 0 : kMappedBits;
  const auto bits = base::ParseDecimal<std::uint8_t>(text.substr(slash + 1));
  if (!bits || *bits > kAllBits - before) return std::nullopt;
  prefix.bits = static_cast<std::uint8_t>(before + *bits);
  if (Masked(*address, prefix.bits) != *address) return std::nullopt;
  return prefix;
}

bool IpPrefix::Contains(const IpAddress& candidate) const {
  return Masked(candidate, bits) == Masked(address, bits);
}

std::string IpPrefix::ToString() const {
  const bool v4 = address.IsV4() && bits >= kMappedBits;
  const std::string own = address == IpAddress{} ? "::" : address.ToString();
  return own + '/' + std::to_string(v4 ? bits - kMappedBits : bits);
}

}  // namespace onsale::net
