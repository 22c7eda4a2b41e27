// A client's connection after the last byte of its last response: waits until the client has read
// it.
//
// Shape:    closing at once with unread input would make the kernel send a reset, which can
//           overtake the response. So the output is ended, input is discarded, and the connection
//           is closed once the client ends its side or the linger timeout has passed. A slow reader
//           gets the rest within the write timeout.
// Owner:    the ConnectionTable.
// Threads:  its I/O thread only.
#pragma once

#include "http/connection/client_socket.h"

namespace onsale::http {

class LingeringConnection {
 public:
  // Makes a LingeringConnection serve the client, instead of the object that did.
  static void TakeOver(ClientSocket client);

  explicit LingeringConnection(ClientSocket client);
  LingeringConnection(const LingeringConnection&) = delete;
  LingeringConnection& operator=(const LingeringConnection&) = delete;

  void OnEvent(const net::Event& event);
  void Resume();
  void OnDeadline();
  void Drain() {}
  void Close() { client_.Close(); }
  const ClientSocket& client() const { return client_; }

 private:
  void Start();
  void Discard();

  ClientSocket client_;
  SteadyTime until_;  // latest end
};

}  // namespace onsale::http
