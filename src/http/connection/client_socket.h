// One client's TCP socket, with its deadline and what the poller has reported about it.
//
// Shape:    a ClientSocket moves to the object that serves the client next; a move ends its
//           deadline.
// Owner:    the object that serves the client now: a Connection, a StreamConnection or a
//           LingeringConnection.
// Threads:  its I/O thread only.
#pragma once

#include <cstdint>

#include "http/connection/deadlines.h"
#include "http/connection/strangers.h"
#include "net/ip_address.h"
#include "net/poller.h"
#include "net/socket.h"

namespace onsale::http {

struct ThreadContext;

struct ClientSocket {
  ThreadContext& context;
  net::IpAddress address;  // of the client
  net::Descriptor descriptor;
  Deadlines::Hook hook;  // also carries the tag
  Standing standing = Standing::kStranger;
  Strangers::Mark stranger = {};  // counts the connection while it is a stranger
  bool readable = false;          // there may be unread bytes
  bool ended = false;             // the client sends no more; unread bytes may remain
  bool deferred = false;          // deferred until the I/O thread resumes it

  std::uint64_t tag() const { return hook.tag(); }
  // Records an event in `readable` and `ended`: the poller reports each only once.
  void Note(const net::Event& event);
  // Starts the deadline of this kind of wait; it replaces the current one.
  void Await(Wait wait);
  // Counts the connection as a stranger of its address, again if that has changed.
  void EnterAsStranger();
  // Changes the standing. The current wait stays in its queue; the next one is in the queue of the
  // new standing.
  void Become(Standing other);
  // Makes the I/O thread resume this client after it has served all others.
  void Defer();
  // Reads a bounded amount of input and discards it. kDone: there may be more, to be read after
  // other clients were served.
  net::IoStatus Discard();
  // Whether the client has left more bytes unacknowledged than a closed connection may leave to the
  // kernel.
  bool MuchIsUnread() const;
  // Closes the connection and removes it from the table.
  void Close();
};

}  // namespace onsale::http
