// TCP sockets that never block.
//
// Errors:   an IoStatus of its own for each case that changes the caller's next step; any other
//           error is kBroken (the connection is lost) or a sentence for the operator.
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
  std::size_t bytes = 0;  // the bytes transferred; 0 unless kDone
};

struct Address {
  std::string host;  // a numeric IPv4 or IPv6 address; or `localhost`, meaning 127.0.0.1
  std::uint16_t port = 0;
};

// Reads the bytes that have arrived, as many as fit into `room`. kEnded: the peer has closed its
// output.
IoResult Read(const Descriptor& socket, std::span<char> room);
// Writes head and body in one system call; `bytes` may be fewer than both contain. Never kEnded.
IoResult Write(const Descriptor& socket, std::string_view head, std::string_view body = {});

// Limits what the kernel keeps of a connection's output for a peer that does not read; zero means
// the system's own limit.
struct UnsentLimit {
  // The most bytes that are written but not sent; the kernel may exceed it by up to 64 KiB. Bytes
  // in flight do not count: the peer's receive window bounds them.
  std::size_t bytes = 0;
  // The connection breaks if the peer acknowledges nothing for this long.
  std::chrono::milliseconds time{};
};

// Reserves the address, without accepting connections yet: clients are refused until ListenOn. For
// port 0 the system picks a free one. `limit` applies to every accepted connection. If the address
// is in use or not this machine's, the error is a sentence for the operator.
std::expected<Descriptor, std::string> Bind(const Address& address, const UnsentLimit& limit = {});
// Listens on a socket from Bind.
std::expected<void, std::string> ListenOn(const Descriptor& bound);
// Bind and ListenOn.
std::expected<Descriptor, std::string> Listen(const Address& address,
                                              const UnsentLimit& limit = {});
std::uint16_t PortOf(const Descriptor& socket);
// The address to which a TCP socket is bound; an empty host if there is none.
Address AddressOf(const Descriptor& socket);
// Whether the socket listens already: another process has made it and keeps a copy.
bool IsListening(const Descriptor& socket);
// Takes over descriptor `fd`, which another process has passed on. The error says why it is not a
// listening TCP socket; the descriptor is closed then, if it was open.
std::expected<Descriptor, std::string> AdoptListener(int fd);
// Applies a limit to a socket from AdoptListener, as Bind does.
bool LimitUnsent(const Descriptor& listener, const UnsentLimit& limit);

struct Accepted {
  IoStatus status = IoStatus::kDone;  // kBroken: the client has left; accept the next one
  Descriptor socket;                  // the connection, with TCP_NODELAY
  int error = 0;                      // if `status` is kEnded: the errno of a failed accept
};
Accepted Accept(const Descriptor& listener);

// Starts to connect to the address. Once the socket is writable, Connected returns whether the
// connection was established.
std::expected<Descriptor, std::string> Connect(const Address& address);
bool Connected(const Descriptor& socket);

// Closes this side's output, so that the peer reads the end of it; false if the connection is lost.
bool ShutdownWrites(const Descriptor& socket);
// Limits the kernel's send buffer to about `bytes`, bytes in flight included. This also limits the
// speed: at most `bytes` for each round trip.
void LimitSendBuffer(const Descriptor& socket, std::size_t bytes);
// Makes closing the socket discard the unsent bytes and reset the connection.
void DropOnClose(const Descriptor& socket);
// The number of bytes that have arrived and are not read yet.
std::size_t Available(const Descriptor& socket);
// The number of bytes written that the peer's kernel has not acknowledged yet.
std::size_t Unacknowledged(const Descriptor& socket);

}  // namespace onsale::net
