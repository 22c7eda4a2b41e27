// Waits for events on many sockets, and for Wake from another thread.
//
// Shape:    edge-triggered: a socket is added once for both directions, and an event reports that a
//           state has *begun*. After `readable`, the caller reads until the socket would block, or
//           remembers that it has not. A read that returns fewer bytes than the buffer holds also
//           means that the socket is drained, unless `ended` was reported: then only reading the
//           end does. After `writable`, the caller writes in the same way.
// Owner:    the caller owns the sockets; closing one removes it from the poller.
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
  bool readable = false;  // bytes, a new connection, the end of input, or an error
  bool writable = false;  // buffer space, connected, or an error
  bool ended = false;     // the peer sends no more, or the connection is broken
};

class Poller {
 public:
  static constexpr std::size_t kEventsMax = 512;  // in one Wait

  Poller();

  // False if the system refuses.
  [[nodiscard]] bool Add(const Descriptor& socket, std::uint64_t tag);
  // Blocks until an event, a Wake (the span may be empty then) or the timeout. The span is valid
  // until the next call.
  std::span<const Event> Wait(std::chrono::milliseconds timeout);
  // Ends the running Wait, or else the next one. Several calls may end a single Wait.
  void Wake();

 private:
  Descriptor epoll_;
  Descriptor wake_;
  std::vector<Event> events_;
};

}  // namespace onsale::net
