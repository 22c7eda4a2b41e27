// Asks a running server one question as its operator, and waits for the answer.
//
// Shape:    plain HTTP/1.1, one connection a question. The server is an IPv4 address, an IPv6
//           address in brackets, or localhost.
// Threads:  any; blocks for at most kConnectTime and kAnswerTime.
// Errors:   a sentence for the operator, which never shows the key. An answer with any status is no
//           error here. What a server sends is bounded and believed in nothing.
#pragma once

#include <chrono>
#include <expected>
#include <string>
#include <string_view>

#include "net/socket.h"

namespace onsale::app {

inline constexpr std::chrono::seconds kConnectTime{10};
inline constexpr std::chrono::minutes kAnswerTime{
    30};  // an audit of millions of rows takes a while

struct OperatorQuestion {
  net::Address server;
  std::string_view method = "GET";  // `POST`: without a body
  std::string_view path;            // `/v1/operator/audit`
  std::string_view key;
};
struct OperatorAnswer {
  unsigned status = 0;
  std::string body;
};

// `http://127.0.0.1:8080`, with or without a `/` behind it; port 80 if it names none.
std::expected<net::Address, std::string> ParseServerUrl(std::string_view url);

std::expected<OperatorAnswer, std::string> Ask(const OperatorQuestion& question);

// What to do about an answer that every call of the operator may get: 401, 404 or one not expected.
std::string AdviceFor(unsigned status);

}  // namespace onsale::app
