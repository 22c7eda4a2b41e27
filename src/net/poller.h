// Waits for many sockets at once, and for a call from another thread.
//
// Shape:    edge-triggered: a socket is added once for both directions, and an event says that a
//           state has *become* so. Who is told `readable` reads until the socket would block (or
//           remembers that it has not); fewer bytes than there was room for mean the same, unless
//           `ended` was told: then only the end itself does. Likewise for `writable`.
// Owner:    the sockets stay the caller's; closing one takes it out.
// Threads:  Wake from any; the rest from one.
// Requires: a tag is the caller's way of finding its object again. After closing a socket, an event
//           with its tag may still be in the span that Wait gave: make tags that are never used twice.
// Errors:   a poller that cannot be made, or a socket that cannot be added, is a system out of
//           descriptors or memory: Add says so, the constructor throws std::system_error.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <vector>

#include "net/descriptor.h"

namespace onsale::net {

struct Event {
  std::uint64_t tag = 0;
  bool readable = false;  // bytes, a connection, the peer's end, or an error
  bool writable = false;  // room, connected, or an error
  bool ended = false;     // the peer will send no more, or the connection is broken
};

class Poller {
 public:
  static constexpr std::size_t kEventsMax = 512;  // in one wait

  Poller();

  // False if the system refuses.
  [[nodiscard]] bool Add(const Descriptor& socket, std::uint64_t tag);
  // Blocks until something happens, Wake is called (the span may be empty then), or `timeout` is
  // over. The span is valid until the next call.
  std::span<const Event> Wait(std::chrono::milliseconds timeout);
  // Ends the Wait that is going on, or else the next one. Many calls may end one.
  void Wake();

 private:
  Descriptor epoll_;
  Descriptor wake_;
  std::vector<Event> events_;
};

}  // namespace onsale::net
