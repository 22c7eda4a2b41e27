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

// Listens on the address; port 0 is any. A sentence if that cannot be.
std::expected<Descriptor, std::string> Listen(const Address& address);
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
// What the kernel may hold for a peer that does not take it: about so many bytes, and for so long;
// then the connection is broken.
struct UnsentLimit {
  std::size_t bytes = 0;
  std::chrono::milliseconds time{};
};
void LimitUnsent(const Descriptor& socket, const UnsentLimit& limit);
// Closing will drop what the kernel still holds for the peer, and tell the peer so.
void DropOnClose(const Descriptor& socket);
// Bytes that have arrived and were not read yet.
std::size_t Available(const Descriptor& socket);

}  // namespace onsale::net
