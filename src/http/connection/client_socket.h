// One client's TCP socket, with its deadline and what the poller has reported about it.
//
// Shape:    moves to the object that serves the client next. A moved socket is in no wait.
// Owner:    the object that serves the client now: a Connection, a StreamConnection or a
//           LingeringConnection.
// Threads:  its I/O thread only.
#pragma once

#include <cstdint>

#include "http/connection/deadlines.h"
#include "net/poller.h"
#include "net/socket.h"

namespace onsale::http {

struct ThreadContext;

struct ClientSocket {
  ThreadContext& context;
  net::Descriptor descriptor;
  Deadlines::Hook hook;   // also carries the tag
  bool readable = false;  // there may be unread bytes
  bool ended = false;     // the client sends no more; unread bytes may remain
  bool deferred = false;  // deferred until the I/O thread resumes it

  std::uint64_t tag() const { return hook.tag(); }
  // Remembers what the poller reports only once.
  void Note(const net::Event& event);
  // Starts a wait; it replaces the current one.
  void Await(Wait wait);
  // The I/O thread resumes this client after it has served all others.
  void Defer();
  // Reads input and discards it. kDone: there may be more, after other clients were served.
  net::IoStatus Discard();
  // Whether more is unacknowledged than a closed connection may leave to the kernel.
  bool MuchIsUnread() const;
  // Closes the connection and removes it from the table.
  void Close();
};

}  // namespace onsale::http
