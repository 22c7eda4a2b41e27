// Waits for events on many sockets, and for Wake from another thread.
//
// Shape:    edge-triggered: a socket is added once for both directions, and an event reports that a
//           state has *begun*. After `readable`, the caller reads until the socket would block, or
//           remembers that unread bytes may remain. A read that returns fewer bytes than the buffer
//           holds also means that the socket is drained. If `ended` was reported, the socket is
//           drained only once a read returned the end. After `writable`, the caller writes until
//           the socket would block, or remembers that it can still write.
// Owner:    the caller owns the sockets; closing a socket removes it from the poller.
// Threads:  Wake from any; the rest from one.
// Requires: tags are never reused. The caller finds its object by the tag; an event for a socket
//           that was closed meanwhile may still be in the span that Wait returned.
// Errors:   the system is out of descriptors or memory: Add returns false, the constructor throws
//           std::system_error.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <vector>

#include "net/descriptor.h"

namespace onsale::net {

struct Event {
  std::uint64_t tag = 0;
  bool readable = false;  // there are bytes, a new connection, the end of input, or an error
  bool writable = false;  // there is buffer space, a finished connect, or an error
  bool ended = false;     // the peer sends no more, or the connection is broken
};

class Poller {
 public:
  static constexpr std::size_t kEventsMax = 512;  // the most events of one Wait

  Poller();

  // Adds a socket for both directions. False if the system is out of descriptors or memory.
  [[nodiscard]] bool Add(const Descriptor& socket, std::uint64_t tag);
  // Blocks until an event, a Wake, a signal or the timeout, and returns the events; none if no
  // socket has one. The span is valid until the next call.
  std::span<const Event> Wait(std::chrono::milliseconds timeout);
  // Ends the running Wait or, if none is running, the next one. Several calls of Wake may end only
  // one Wait.
  void Wake();

 private:
  Descriptor epoll_;
  Descriptor wake_;
  std::vector<Event> events_;
};

}  // namespace onsale::net
