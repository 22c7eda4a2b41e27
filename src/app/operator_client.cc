#include "app/operator_client.h"

#include <poll.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "app/setting_values.h"
#include "app/wording.h"
#include "base/ascii.h"
#include "base/secret.h"

namespace onsale::app {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kAnswerMax = std::size_t{16} << 20;

std::string HostOf(const net::Address& server) {
  const bool six = server.host.find(':') != std::string::npos;
  return (six ? "[" + server.host + "]" : server.host) + ":" + std::to_string(server.port);
}

// False if `end` passes first.
bool Await(const net::Descriptor& socket, short events, Clock::time_point end) {
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count();
    if (left <= 0) return false;
    pollfd wanted{.fd = socket.get(), .events = events, .revents = 0};
    if (::poll(&wanted, 1, static_cast<int>(std::min<std::int64_t>(left, 60'000))) > 0) return true;
  }
}

bool SendAll(const net::Descriptor& socket, std::string_view bytes, Clock::time_point end) {
  while (!bytes.empty()) {
    const net::IoResult sent = net::Write(socket, bytes);
    bytes.remove_prefix(sent.bytes);
    if (sent.status == net::IoStatus::kBroken) return false;
    if (sent.status == net::IoStatus::kWouldBlock && !Await(socket, POLLOUT, end)) return false;
  }
  return true;
}

// Reads until the server closes. Nothing on timeout, on a broken connection or beyond kAnswerMax.
std::optional<std::string> ReceiveAll(const net::Descriptor& socket, Clock::time_point end) {
  std::string received;
  std::array<char, 16'384> room;
  for (;;) {
    const net::IoResult read = net::Read(socket, room);
    if (read.status == net::IoStatus::kEnded) return received;
    if (read.status == net::IoStatus::kBroken) return std::nullopt;
    if (read.status == net::IoStatus::kWouldBlock && !Await(socket, POLLIN, end)) {
      return std::nullopt;
    }
    received.append(room.data(), read.bytes);
    if (received.size() > kAnswerMax) return std::nullopt;
  }
}

template <class Number>
std::optional<Number> NumberIn(std::string_view text) {
  Number number{};
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || rest != text.data() + text.size()) return std::nullopt;
  return number;
}

std::string Lowercase(std::string_view text) {
  std::string small(text);
  std::ranges::transform(small, small.begin(), base::Lower);
  return small;
}

// Accepts only the form that Onsale writes; the case of header names may differ, as a proxy may
// change it.
std::optional<OperatorAnswer> ReadAnswer(std::string_view received) {
  constexpr std::string_view kVersion = "HTTP/1.1 ";
  constexpr std::string_view kLength = "\r\ncontent-length: ";
  const std::size_t end = received.find("\r\n\r\n");
  if (!received.starts_with(kVersion) || end == std::string_view::npos) return std::nullopt;
  const std::string head = Lowercase(received.substr(0, end + 2));
  const auto status = NumberIn<unsigned>(received.substr(kVersion.size(), 3));
  const std::size_t at = head.find(kLength);
  if (!status || at == std::string::npos) return std::nullopt;
  const std::string_view rest = std::string_view(head).substr(at + kLength.size());
  const auto length = NumberIn<std::size_t>(rest.substr(0, rest.find('\r')));
  const std::string_view body = received.substr(end + 4);
  if (!length || body.size() != *length) return std::nullopt;
  return OperatorAnswer{.status = *status, .body = std::string(body)};
}

// One buffer, wiped on destruction: it holds the key.
base::Secret RequestFor(const OperatorQuestion& question, std::string_view host) {
  const std::array<std::string_view, 8> parts{
      question.method,
      " ",
      question.path,
      " HTTP/1.1\r\nHost: ",
      host,
      "\r\nAuthorization: Bearer ",
      question.key,
      question.method == "POST" ? "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                                : "\r\nConnection: close\r\n\r\n"};
  std::size_t size = 0;
  for (const std::string_view part : parts) size += part.size();
  base::Secret request(size);
  auto at = request.bytes().begin();
  for (const std::string_view part : parts) at = std::ranges::copy(part, at).out;
  return request;
}

std::expected<net::Descriptor, std::string> Reach(const net::Address& server) {
  auto socket = net::Connect(server);
  if (!socket) return std::unexpected(socket.error());
  if (!Await(*socket, POLLOUT, Clock::now() + kConnectTime) || !net::Connected(*socket)) {
    return std::unexpected("cannot reach " + HostOf(server) + ": is the server running there?");
  }
  return socket;
}

}  // namespace

std::expected<net::Address, std::string> ParseServerUrl(std::string_view url) {
  const std::unexpected<std::string> bad(
      "is not the address of a server; give one like http://127.0.0.1:8080");
  constexpr std::string_view kScheme = "http://";
  if (!url.starts_with(kScheme)) return bad;
  std::string authority(url.substr(kScheme.size()));
  if (authority.ends_with('/')) authority.pop_back();
  const std::size_t colon = authority.rfind(':');
  const std::size_t bracket = authority.rfind(']');
  const bool has_port =
      colon != std::string::npos && (bracket == std::string::npos || colon > bracket);
  const auto address = ParseAddress(has_port ? authority : authority + ":80");
  if (!address || address->port == 0) return bad;
  return net::Address{.host = address->address, .port = address->port};
}

std::expected<OperatorAnswer, std::string> Ask(const OperatorQuestion& question) {
  const auto socket = Reach(question.server);
  if (!socket) return std::unexpected(socket.error());
  const auto end = Clock::now() + kAnswerTime;
  const std::string host = HostOf(question.server);
  const base::Secret request = RequestFor(question, host);
  std::optional<std::string> received;
  if (SendAll(*socket, request.text(), end)) received = ReceiveAll(*socket, end);
  if (!received) return std::unexpected(host + " did not send a complete response");
  auto answer = ReadAnswer(*received);
  if (!answer) return std::unexpected("the response of " + host + " is not one of Onsale");
  return *std::move(answer);
}

std::string AdviceFor(unsigned status) {
  switch (status) {
    case 401:
      return "the server's operator key is not the one in --operator-key-file";
    case 404:
      return "the server has no operator key: start it with --operator-key-file";
    default:
      return "the server answered with status " + std::to_string(status);
  }
}

}  // namespace onsale::app
