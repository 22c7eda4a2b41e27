#include "http/testing/raw_client_testing.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstdlib>
#include <utility>

#include "base/assert.h"

namespace onsale::http {
namespace {

std::size_t ContentLength(const std::string& head) {
  constexpr std::string_view kName = "\r\nContent-Length: ";
  const std::size_t at = head.find(kName);
  if (at == std::string::npos) return 0;
  return std::strtoull(head.c_str() + at + kName.size(), nullptr, 10);
}

}  // namespace

bool RawResponse::Has(std::string_view header_line) const {
  return head.find("\r\n" + std::string(header_line) + "\r\n") != std::string::npos;
}

RawClient::RawClient(std::uint16_t port, Reads reads)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const timeval patience{.tv_sec = 10, .tv_usec = 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  if (reads == Reads::kSlowly) {
    const int size = 1;
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  }
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int failed = ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address);
  ONSALE_ASSERT(failed == 0);
}

RawClient::~RawClient() {
  if (socket_ >= 0) ::close(socket_);
}

void RawClient::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;  // the server has closed; its response can still be read
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

bool RawClient::Fill() {
  std::array<char, 65'536> chunk;
  const ssize_t size = ::recv(socket_, chunk.data(), chunk.size(), 0);
  if (size <= 0) return false;
  received_.append(chunk.data(), static_cast<std::size_t>(size));
  return true;
}

RawResponse RawClient::Read(bool head_only) {
  RawResponse response;
  std::size_t end = 0;
  while ((end = received_.find("\r\n\r\n")) == std::string::npos) {
    if (!Fill()) return response;
  }
  response.head = received_.substr(0, end + 2);
  received_.erase(0, end + 4);
  // Bytes that are not a response, such as a body after a HEAD, leave the status 0.
  if (!response.head.starts_with("HTTP/1.1 ")) return response;
  const char* const head = response.head.data();
  std::from_chars(head + 9, head + response.head.size(), response.status);
  EXPECT_TRUE(response.status == 100 || response.Has("X-Content-Type-Options: nosniff"))
      << response.head;
  const std::size_t length = head_only ? 0 : ContentLength(response.head);
  while (received_.size() < length && Fill()) {
  }
  response.body = received_.substr(0, length);
  received_.erase(0, length);
  return response;
}

RawResponse RawClient::Ask(std::string_view request) {
  Send(request);
  return Read();
}

std::string RawClient::ReadUntil(std::string_view text) {
  std::size_t at = 0;
  while ((at = received_.find(text)) == std::string::npos) {
    if (!Fill()) return std::exchange(received_, {});
  }
  const std::string all = received_.substr(0, at + text.size());
  received_.erase(0, all.size());
  return all;
}

std::string RawClient::ReadToEnd() {
  while (Fill()) {
  }
  return std::exchange(received_, {});
}

bool RawClient::SeesEnd() {
  if (!received_.empty()) return false;
  char byte = 0;
  return ::recv(socket_, &byte, 1, 0) == 0;
}

void RawClient::HalfClose() {
  ::shutdown(socket_, SHUT_WR);
}

void RawClient::Reset() {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  ::close(std::exchange(socket_, -1));
}

}  // namespace onsale::http
