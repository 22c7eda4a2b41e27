// TCP sockets that never block.
//
// Errors:   ways that matter to the caller's next step are told apart; everything else is kBroken
//           (the connection is gone) or a sentence for the operator.
// Threads:  any; one at a time for each socket.
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
  std::size_t bytes = 0;  // moved; 0 unless kDone
};

struct Address {
  std::string host;  // IPv4 or IPv6, digits; or `localhost`, which is 127.0.0.1
  std::uint16_t port = 0;
};

// kEnded: the peer will send nothing more.
IoResult Read(const Descriptor& socket, std::span<char> room);
// Writes head and body in one system call. Never kEnded. `bytes` may be fewer than all of them.
IoResult Write(const Descriptor& socket, std::string_view head, std::string_view body = {});

// What the kernel may hold for a peer that takes nothing; zero is the system's own limit.
struct UnsentLimit {
  // Bytes that were not sent yet: about so many, and 64 KiB more. Bytes on their way to the peer do not
  // count; the peer's receive window bounds those.
  std::size_t bytes = 0;
  // Then the connection is broken.
  std::chrono::milliseconds time{};
};

// Listens on the address; port 0 is any. A sentence if that cannot be. The limit holds for every
// connection that is accepted.
std::expected<Descriptor, std::string> Listen(const Address& address,
                                              const UnsentLimit& limit = {});
std::uint16_t PortOf(const Descriptor& socket);

struct Accepted {
  IoStatus status = IoStatus::kDone;  // kBroken: this client is gone already, go on with the next
  Descriptor socket;                  // without delay (TCP_NODELAY)
  int error = 0;  // errno, if accepting itself is in trouble; then status is kEnded
};
Accepted Accept(const Descriptor& listener);

// Begins to connect; once writable, Connected says how it ended.
std::expected<Descriptor, std::string> Connect(const Address& address);
bool Connected(const Descriptor& socket);

// The address of the other side, without its port; empty if it is not known.
std::string PeerOf(const Descriptor& socket);

// No more bytes from this side; false if the connection is gone.
bool ShutdownWrites(const Descriptor& socket);
// The kernel takes about so many bytes for the peer, those on their way included. That limits the speed,
// too: so many bytes in the time of a round trip.
void LimitSendBuffer(const Descriptor& socket, std::size_t bytes);
// Closing will drop what the kernel still holds for the peer, and tell the peer so.
void DropOnClose(const Descriptor& socket);
// Bytes that have arrived and were not read yet.
std::size_t Available(const Descriptor& socket);
// Bytes that were written and that the peer's kernel has not acknowledged yet.
std::size_t Unacknowledged(const Descriptor& socket);

}  // namespace onsale::net
