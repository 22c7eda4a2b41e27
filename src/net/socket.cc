#include "net/socket.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

namespace onsale::net {
namespace {

// The most connections that wait in the kernel to be accepted; net.core.somaxconn may lower it.
constexpr int kBacklog = 4096;

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

template <class Family>
SocketAddress Store(const Family& family) {
  SocketAddress address;
  std::memcpy(&address.storage, &family, sizeof family);
  address.size = sizeof family;
  return address;
}

std::optional<SocketAddress> Parse(const Address& address) {
  const std::string host = address.host == "localhost" ? "127.0.0.1" : address.host;
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  v4.sin_port = htons(address.port);
  if (::inet_pton(AF_INET, host.c_str(), &v4.sin_addr) == 1) return Store(v4);
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  v6.sin6_port = htons(address.port);
  if (::inet_pton(AF_INET6, host.c_str(), &v6.sin6_addr) == 1) return Store(v6);
  return std::nullopt;
}

std::string Sentence(const std::string& what, int error) {
  std::string reason = std::strerror(error);
  if (!reason.empty() && reason.front() >= 'A' && reason.front() <= 'Z')
    reason.front() += 'a' - 'A';
  return what + ": " + reason;
}

std::string Sentence(const std::string& what, const Address& address, int error) {
  const bool v6 = address.host.find(':') != std::string::npos;
  const std::string host = v6 ? "[" + address.host + "]" : address.host;
  return Sentence(what + " " + host + ":" + std::to_string(address.port), error);
}

std::string NotAnAddress(const Address& address) {
  return "'" + address.host + "' is not an IPv4 or IPv6 address";
}

bool Set(const Descriptor& socket, int level, int option, int value) {
  return ::setsockopt(socket.get(), level, option, &value, sizeof value) == 0;
}

Descriptor NewSocket(const SocketAddress& address) {
  return Descriptor(
      ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
}

bool WouldBlock(int error) {
  return error == EAGAIN || error == EWOULDBLOCK;
}

// The value of an option of SOL_SOCKET; -1 if the descriptor is not a socket.
int OptionOf(const Descriptor& socket, int option) {
  int value = -1;
  socklen_t size = sizeof value;
  return ::getsockopt(socket.get(), SOL_SOCKET, option, &value, &size) == 0 ? value : -1;
}

std::size_t CountOf(const Descriptor& socket, unsigned long what) {
  int bytes = 0;
  return ::ioctl(socket.get(), what, &bytes) == 0 && bytes > 0 ? static_cast<std::size_t>(bytes)
                                                               : 0;
}

}  // namespace

IoResult Read(const Descriptor& socket, std::span<char> room) {
  const ssize_t count = ::recv(socket.get(), room.data(), room.size(), 0);
  if (count > 0) return {.bytes = static_cast<std::size_t>(count)};
  if (count == 0) return {.status = IoStatus::kEnded};
  return {.status = WouldBlock(errno) ? IoStatus::kWouldBlock : IoStatus::kBroken};
}

IoResult Write(const Descriptor& socket, std::string_view head, std::string_view body) {
  std::array<iovec, 2> parts{iovec{const_cast<char*>(head.data()), head.size()},
                             iovec{const_cast<char*>(body.data()), body.size()}};
  msghdr message{};
  message.msg_iov = parts.data();
  message.msg_iovlen = body.empty() ? 1 : 2;
  const ssize_t count = ::sendmsg(socket.get(), &message, MSG_NOSIGNAL);
  if (count >= 0) return {.bytes = static_cast<std::size_t>(count)};
  return {.status = WouldBlock(errno) ? IoStatus::kWouldBlock : IoStatus::kBroken};
}

std::expected<Descriptor, std::string> Bind(const Address& address, const UnsentLimit& limit) {
  const auto where = Parse(address);
  if (!where) return std::unexpected(NotAnAddress(address));
  Descriptor socket = NewSocket(*where);
  // SO_REUSEADDR: without it, closed connections would block the port for a minute after a restart.
  // IPV6_V6ONLY off: `::` accepts IPv4 clients too, whatever the system's default. Accepted sockets
  // inherit the UnsentLimit of the listening socket, which saves a system call for each.
  const bool v6 = where->storage.ss_family == AF_INET6;
  const bool bound = socket.open() && Set(socket, SOL_SOCKET, SO_REUSEADDR, 1) &&
                     (!v6 || Set(socket, IPPROTO_IPV6, IPV6_V6ONLY, 0)) &&
                     LimitUnsent(socket, limit) &&
                     ::bind(socket.get(), where->get(), where->size) == 0;
  if (!bound) return std::unexpected(Sentence("cannot listen on", address, errno));
  return socket;
}

std::expected<void, std::string> ListenOn(const Descriptor& bound) {
  if (::listen(bound.get(), kBacklog) == 0) return {};
  // Another process bound the address at the same moment, and listens on it by now.
  return std::unexpected(Sentence("cannot listen on port " + std::to_string(PortOf(bound)), errno));
}

std::expected<Descriptor, std::string> Listen(const Address& address, const UnsentLimit& limit) {
  auto bound = Bind(address, limit);
  if (!bound) return bound;
  if (auto listens = ListenOn(*bound); !listens) return std::unexpected(listens.error());
  return bound;
}

std::uint16_t PortOf(const Descriptor& socket) {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  if (::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&storage), &size) != 0) return 0;
  if (storage.ss_family == AF_INET) {
    return ntohs(reinterpret_cast<const sockaddr_in*>(&storage)->sin_port);
  }
  return ntohs(reinterpret_cast<const sockaddr_in6*>(&storage)->sin6_port);
}

Address AddressOf(const Descriptor& socket) {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  if (::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&storage), &size) != 0) return {};
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* bytes = nullptr;
  if (storage.ss_family == AF_INET) {
    bytes = &reinterpret_cast<const sockaddr_in*>(&storage)->sin_addr;
  } else if (storage.ss_family == AF_INET6) {
    bytes = &reinterpret_cast<const sockaddr_in6*>(&storage)->sin6_addr;
  } else {
    return {};
  }
  if (::inet_ntop(storage.ss_family, bytes, text.data(), text.size()) == nullptr) return {};
  return {.host = text.data(), .port = PortOf(socket)};
}

bool IsListening(const Descriptor& socket) {
  return OptionOf(socket, SO_ACCEPTCONN) == 1;
}

bool LimitUnsent(const Descriptor& listener, const UnsentLimit& limit) {
  return Set(listener, IPPROTO_TCP, TCP_NOTSENT_LOWAT, static_cast<int>(limit.bytes)) &&
         Set(listener, IPPROTO_TCP, TCP_USER_TIMEOUT, static_cast<int>(limit.time.count()));
}

std::expected<Descriptor, std::string> AdoptListener(int fd) {
  if (::fcntl(fd, F_GETFD) < 0) return std::unexpected("is not open");
  Descriptor socket(fd);
  const int family = OptionOf(socket, SO_DOMAIN);
  if (family < 0) return std::unexpected("is not a socket");
  if ((family != AF_INET && family != AF_INET6) || OptionOf(socket, SO_TYPE) != SOCK_STREAM ||
      OptionOf(socket, SO_PROTOCOL) != IPPROTO_TCP) {
    return std::unexpected("is not a TCP socket");
  }
  if (!IsListening(socket)) return std::unexpected("does not listen");
  const int flags = ::fcntl(fd, F_GETFL);
  if (flags < 0 || ::fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0 ||
      ::fcntl(fd, F_SETFD, FD_CLOEXEC) != 0) {
    return std::unexpected(Sentence("cannot be used", errno));
  }
  return socket;
}

Accepted Accept(const Descriptor& listener) {
  Descriptor socket(::accept4(listener.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (socket.open()) {
    const bool prompt = Set(socket, IPPROTO_TCP, TCP_NODELAY, 1);
    return {.status = prompt ? IoStatus::kDone : IoStatus::kBroken, .socket = std::move(socket)};
  }
  const int error = errno;
  if (error == EAGAIN || error == EWOULDBLOCK) return {.status = IoStatus::kWouldBlock};
  // These errors mean that the process or the system cannot accept; all others concern only the one
  // connection (accept(2), "Error handling").
  if (error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM) {
    return {.status = IoStatus::kEnded, .error = error};
  }
  return {.status = IoStatus::kBroken};
}

std::expected<Descriptor, std::string> Connect(const Address& address) {
  const auto where = Parse(address);
  if (!where) return std::unexpected(NotAnAddress(address));
  Descriptor socket = NewSocket(*where);
  const bool begun =
      socket.open() && Set(socket, IPPROTO_TCP, TCP_NODELAY, 1) &&
      (::connect(socket.get(), where->get(), where->size) == 0 || errno == EINPROGRESS);
  if (!begun) return std::unexpected(Sentence("cannot connect to", address, errno));
  return socket;
}

bool Connected(const Descriptor& socket) {
  int error = 0;
  socklen_t size = sizeof error;
  return ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0;
}

bool ShutdownWrites(const Descriptor& socket) {
  return ::shutdown(socket.get(), SHUT_WR) == 0;
}

void LimitSendBuffer(const Descriptor& socket, std::size_t bytes) {
  Set(socket, SOL_SOCKET, SO_SNDBUF, static_cast<int>(bytes));
}

void DropOnClose(const Descriptor& socket) {
  const linger now{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(socket.get(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

std::size_t Available(const Descriptor& socket) {
  return CountOf(socket, FIONREAD);
}

std::size_t Unacknowledged(const Descriptor& socket) {
  return CountOf(socket, SIOCOUTQ);
}

}  // namespace onsale::net
