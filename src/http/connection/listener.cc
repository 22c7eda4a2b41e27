#include "http/connection/listener.h"

#include <cstring>
#include <utility>

namespace onsale::http {
namespace {

// The most connections that one call of Accept takes, before the thread's other work continues.
constexpr int kAcceptMax = 64;
// How often Close calls Accept: enough for the kernel's backlog, but bounded in a flood.
constexpr int kLastRounds = 128;
constexpr auto kPause = std::chrono::milliseconds(100);
constexpr auto kTroubleInterval = std::chrono::seconds(1);

}  // namespace

std::expected<void, std::string> Listener::Open(net::Descriptor bound) {
  is_passed_ = net::IsListening(bound);
  if (auto listens = net::ListenOn(bound); !listens) return listens;
  socket_ = std::move(bound);
  port_ = net::PortOf(socket_);
  return {};
}

bool Listener::Accept(SteadyTime now) {
  if (!waiting_ || !socket_.open() || now < pause_until_) return false;
  for (int i = 0; i < kAcceptMax; ++i) {
    net::Accepted client = net::Accept(socket_);
    switch (client.status) {
      case net::IoStatus::kDone:
        callbacks_.accepted(std::move(client.socket));
        break;
      case net::IoStatus::kBroken:
        break;
      case net::IoStatus::kWouldBlock:
        waiting_ = false;
        return false;
      case net::IoStatus::kEnded:
        OnTrouble(client.error, now);
        return false;
    }
  }
  return true;
}

void Listener::OnTrouble(int error, SteadyTime now) {
  pause_until_ = now + kPause;
  if (now - last_trouble_ < kTroubleInterval) return;
  last_trouble_ = now;
  callbacks_.trouble("cannot accept connections: " + std::string(std::strerror(error)));
}

void Listener::Close() {
  if (is_passed_) return socket_.Close();
  // Close still accepts connections that the kernel has completed.
  waiting_ = true;
  pause_until_ = {};
  for (int round = 0; round < kLastRounds; ++round) {
    if (!Accept(std::chrono::steady_clock::now())) break;
  }
  socket_.Close();
}

}  // namespace onsale::http
