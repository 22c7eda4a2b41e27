// The listening socket: accepts connections as they come and hands each one on.
//
// Threads:  Open before its io_context runs; Close from any thread but that io_context's own.
// Errors:   Open says why it cannot listen. Trouble in accepting is reported once a second at most,
//           and accepting is tried again a moment later.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <expected>
#include <functional>
#include <string>

#include "http/client_socket.h"
#include "http/options.h"

namespace onsale::http {

class Listener {
 public:
  struct Callbacks {
    // The io_context that the next connection's socket is to belong to.
    std::function<boost::asio::io_context&()> next_context;
    // A connection for the io_context that was just given.
    std::function<void(ClientSocket)> accepted;
    std::function<void(std::string_view)> trouble;
  };

  Listener(boost::asio::io_context& io, Callbacks callbacks);

  std::expected<void, std::string> Open(const std::string& address, std::uint16_t port);
  std::uint16_t port() const { return port_; }
  // Accepts what the kernel has already, then no more. Returns when that is done.
  void Close();

 private:
  void AwaitConnection();
  // False if it is better to wait a moment.
  bool AcceptAll();
  void OnTrouble(const boost::system::error_code& ec);

  boost::asio::io_context& io_;
  Callbacks callbacks_;
  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::steady_timer pause_;
  std::chrono::steady_clock::time_point last_trouble_;
  std::uint16_t port_ = 0;
};

}  // namespace onsale::http
