// A server on the loopback that answers in its own thread, while the test's thread runs a client
// that blocks.
//
// Threads:  the handler runs in the server's thread; what it shares with the test is atomic, or
//           read only after the server is destroyed.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "net/poller.h"
#include "net/socket.h"

namespace onsale::rehearsal {

class TestServer {
 public:
  // The response to this request (head and body); empty: none is sent.
  using Handler = std::function<std::string(std::string_view request)>;

  explicit TestServer(Handler handler);
  ~TestServer();

  net::Address address() const { return {"127.0.0.1", net::PortOf(listener_)}; }

 private:
  struct Client {
    net::Descriptor socket;
    std::string unread;
  };

  void Serve();
  void TakeClients();
  void Receive(Client& client);

  const Handler handler_;
  net::Poller poller_;
  net::Descriptor listener_;
  std::vector<Client> clients_;  // by tag
  std::atomic<bool> over_ = false;
  std::thread thread_;
};

}  // namespace onsale::rehearsal
