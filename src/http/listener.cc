#include "http/listener.h"

#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <future>
#include <utility>

namespace onsale::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

// Connections that may wait in the kernel; it cuts this to its own limit (net.core.somaxconn).
constexpr int kBacklog = 4096;
// Connections accepted before others get their turn on this thread.
constexpr int kAcceptMax = 64;
constexpr auto kPause = std::chrono::milliseconds(100);
constexpr auto kTroubleInterval = std::chrono::seconds(1);

// What went wrong with the connection, not with accepting.
bool IsOfTheClient(const error_code& ec) {
  return ec == asio::error::connection_aborted || ec == asio::error::connection_reset ||
         ec == asio::error::interrupted;
}

std::string Lower(std::string text) {
  if (!text.empty() && text.front() >= 'A' && text.front() <= 'Z') text.front() += 'a' - 'A';
  return text;
}

}  // namespace

Listener::Listener(asio::io_context& io, Callbacks callbacks)
    : io_(io), callbacks_(std::move(callbacks)), acceptor_(io), pause_(io) {}

std::expected<void, std::string> Listener::Open(const std::string& address, std::uint16_t port) {
  error_code ec;
  const auto ip = asio::ip::make_address(address == "localhost" ? "127.0.0.1" : address, ec);
  if (ec) return std::unexpected("'" + address + "' is not an IPv4 or IPv6 address");
  const tcp::endpoint endpoint(ip, port);
  acceptor_.open(endpoint.protocol(), ec);
  // Without it the port stays taken for a minute after a restart, by connections that have ended.
  if (!ec) acceptor_.set_option(tcp::acceptor::reuse_address(true), ec);
  // `::` means IPv4 clients, too, whatever the system's default is.
  if (!ec && ip.is_v6()) acceptor_.set_option(asio::ip::v6_only(false), ec);
  if (!ec) acceptor_.bind(endpoint, ec);
  if (!ec) acceptor_.listen(kBacklog, ec);
  if (!ec) acceptor_.non_blocking(true, ec);
  if (!ec) port_ = acceptor_.local_endpoint(ec).port();
  if (ec) {
    const std::string where = ip.is_v6() ? "[" + address + "]" : address;
    return std::unexpected("cannot listen on " + where + ":" + std::to_string(port) + ": " +
                           Lower(ec.message()));
  }
  AwaitConnection();
  return {};
}

void Listener::AwaitConnection() {
  acceptor_.async_wait(tcp::acceptor::wait_read, [this](const error_code& ec) {
    if (ec || !acceptor_.is_open()) return;
    if (AcceptAll()) return AwaitConnection();
    pause_.expires_after(kPause);
    pause_.async_wait([this](const error_code&) {
      if (acceptor_.is_open()) AwaitConnection();
    });
  });
}

bool Listener::AcceptAll() {
  for (int i = 0; i < kAcceptMax; ++i) {
    error_code ec;
    ClientSocket socket = acceptor_.accept(callbacks_.next_context(), ec);
    if (ec == asio::error::would_block || ec == asio::error::try_again) return true;
    if (IsOfTheClient(ec)) continue;
    if (ec) {
      OnTrouble(ec);
      return false;
    }
    socket.non_blocking(true, ec);
    if (!ec) socket.set_option(tcp::no_delay(true), ec);
    if (!ec) callbacks_.accepted(std::move(socket));
  }
  return true;
}

void Listener::OnTrouble(const error_code& ec) {
  const auto now = std::chrono::steady_clock::now();
  if (now - last_trouble_ < kTroubleInterval) return;
  last_trouble_ = now;
  callbacks_.trouble("cannot accept connections: " + Lower(ec.message()));
}

void Listener::Close() {
  std::promise<void> closed;
  asio::post(io_, [this, &closed] {
    // Whoever connected in time still gets an answer.
    AcceptAll();
    error_code ec;
    acceptor_.close(ec);
    pause_.cancel();
    closed.set_value();
  });
  closed.get_future().wait();
}

}  // namespace onsale::http
