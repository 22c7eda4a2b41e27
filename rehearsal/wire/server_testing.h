// A loopback server for tests: it answers in a thread of its own, while the test's thread runs a
// client that blocks.
//
// Threads:  the handler runs in the server's thread; what handler and test share is atomic, or read
//           only after the server is destroyed.
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
  // Returns the response to a request (head and body); empty: no response is sent.
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
  std::vector<Client> clients_;  // by the poller's tag
  std::atomic<bool> over_ = false;
  std::thread thread_;
};

}  // namespace onsale::rehearsal
