#include "rehearsal/wire/peer_testing.h"

#include <array>

namespace onsale::rehearsal {

Peer::Peer() : listener_(net::Listen({"127.0.0.1", 0}).value()) {}

std::size_t Peer::Take() {
  while (true) {
    net::Accepted accepted = net::Accept(listener_);
    if (accepted.status != net::IoStatus::kDone) return taken_.size();
    taken_.push_back(std::move(accepted.socket));
  }
}

std::string Peer::Read(std::size_t i) {
  std::array<char, 4096> room;
  const net::IoResult read = net::Read(taken_.at(i), room);
  return std::string(room.data(), read.bytes);
}

void Peer::Write(std::size_t i, std::string_view bytes) {
  net::Write(taken_.at(i), bytes);
}

void Peer::Close(std::size_t i) {
  taken_.at(i).Close();
}

std::string ResponseText(unsigned status, std::string_view headers, std::string_view body) {
  std::string text = "HTTP/1.1 " + std::to_string(status) + " Any\r\n";
  text.append(headers).append("Content-Length: ").append(std::to_string(body.size()));
  return text.append("\r\n\r\n").append(body);
}

}  // namespace onsale::rehearsal
