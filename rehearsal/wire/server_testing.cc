#include "rehearsal/wire/server_testing.h"

#include <array>
#include <charconv>
#include <stdexcept>

namespace onsale::rehearsal {
namespace {

constexpr std::uint64_t kListenerTag = UINT32_MAX;
constexpr std::chrono::minutes kLong{1};

// The size of the first request in `bytes`, once it is complete; otherwise 0.
std::size_t WholeRequest(std::string_view bytes) {
  constexpr std::string_view kEnd = "\r\n\r\n";
  constexpr std::string_view kLength = "Content-Length: ";
  const std::size_t end = bytes.find(kEnd);
  if (end == std::string_view::npos) return 0;
  std::size_t body = 0;
  const std::size_t length = bytes.substr(0, end).find(kLength);
  if (length != std::string_view::npos) {
    std::from_chars(bytes.data() + length + kLength.size(), bytes.data() + end, body);
  }
  const std::size_t whole = end + kEnd.size() + body;
  return whole <= bytes.size() ? whole : 0;
}

}  // namespace

TestServer::TestServer(Handler handler)
    : handler_(std::move(handler)), listener_(net::Listen({"127.0.0.1", 0}).value()) {
  if (!poller_.Add(listener_, kListenerTag)) throw std::runtime_error("no poller");
  thread_ = std::thread([this] { Serve(); });
}

TestServer::~TestServer() {
  over_ = true;
  poller_.Wake();
  thread_.join();
}

void TestServer::Serve() {
  while (!over_) {
    for (const net::Event& event : poller_.Wait(kLong)) {
      if (event.tag == kListenerTag) {
        TakeClients();
      } else {
        Receive(clients_[event.tag]);
      }
    }
  }
}

void TestServer::TakeClients() {
  while (true) {
    net::Accepted accepted = net::Accept(listener_);
    if (accepted.status != net::IoStatus::kDone) return;
    if (!poller_.Add(accepted.socket, clients_.size())) return;
    clients_.push_back({std::move(accepted.socket), {}});
  }
}

void TestServer::Receive(Client& client) {
  std::array<char, 4096> room;
  net::IoResult read;
  while ((read = net::Read(client.socket, room)).status == net::IoStatus::kDone) {
    client.unread.append(room.data(), read.bytes);
  }
  while (const std::size_t size = WholeRequest(client.unread)) {
    const std::string answer = handler_(std::string_view(client.unread).substr(0, size));
    if (!answer.empty()) net::Write(client.socket, answer);
    client.unread.erase(0, size);
  }
}

}  // namespace onsale::rehearsal
