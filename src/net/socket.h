// TCP sockets that never block.
//
// Errors:   a status of its own for each case that changes the caller's next step; all else is
//           kBroken (the connection is lost) or a sentence for the operator.
// Threads:  any, but one at a time for each socket.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>

#include "net/descriptor.h"

namespace onsale::net {

enum class IoStatus : std::uint8_t { kDone, kWouldBlock, kEnded, kBroken };

struct IoResult {
  IoStatus status = IoStatus::kDone;
  std::size_t bytes = 0;  // transferred; 0 unless kDone
};

struct Address {
  std::string host;  // numeric IPv4 or IPv6; or `localhost`, which is 127.0.0.1
  std::uint16_t port = 0;
};

// kEnded: the peer sends no more.
IoResult Read(const Descriptor& socket, std::span<char> room);
// Writes head and body in one system call. Never kEnded. `bytes` may be fewer than both have.
IoResult Write(const Descriptor& socket, std::string_view head, std::string_view body = {});

// Limits what the kernel holds for a peer that does not read; zero is the system's own limit.
struct UnsentLimit {
  // Bytes not sent yet: approximate, up to 64 KiB more. Bytes in flight do not count; the peer's
  // receive window bounds those.
  std::size_t bytes = 0;
  // The connection breaks if the peer acknowledges nothing for this long.
  std::chrono::milliseconds time{};
};

// Listens on the address; port 0 picks a free one. Returns a sentence if it cannot. Every accepted
// connection has the limit.
std::expected<Descriptor, std::string> Listen(const Address& address,
                                              const UnsentLimit& limit = {});
std::uint16_t PortOf(const Descriptor& socket);

struct Accepted {
  IoStatus status = IoStatus::kDone;  // kBroken: this client has gone; accept the next
  Descriptor socket;                  // with TCP_NODELAY
  int error = 0;                      // errno if accepting itself failed; the status is then kEnded
};
Accepted Accept(const Descriptor& listener);

// Starts to connect; once the socket is writable, Connected returns the result.
std::expected<Descriptor, std::string> Connect(const Address& address);
bool Connected(const Descriptor& socket);

// The peer's address without its port; empty if unknown.
std::string PeerOf(const Descriptor& socket);

// Ends this side's output; false if the connection is lost.
bool ShutdownWrites(const Descriptor& socket);
// Limits the kernel's send buffer to about this size, bytes in flight included. This also limits
// the speed to that many bytes for each round trip.
void LimitSendBuffer(const Descriptor& socket, std::size_t bytes);
// Makes closing discard the unsent bytes and reset the connection.
void DropOnClose(const Descriptor& socket);
// Bytes that have arrived and are not read yet.
std::size_t Available(const Descriptor& socket);
// Bytes written that the peer's kernel has not acknowledged yet.
std::size_t Unacknowledged(const Descriptor& socket);

}  // namespace onsale::net
