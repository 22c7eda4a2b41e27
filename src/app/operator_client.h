// Sends one request to a running server as its operator and waits for the response.
//
// Shape:    plain HTTP/1.1 through the rehearsal's client, one connection for each request. The
//           server is an IPv4 address, an IPv6 address in brackets, or localhost. A request that
//           an overloaded server has not carried out is sent again, kAttemptsMax times in all.
// Threads:  any; blocks for at most the question's time and a second, or until its `stop`.
// Errors:   a sentence for the operator, without the key. A response with any status is a success.
//           The response is not trusted: its size is limited and its form is checked.
#pragma once

#include <chrono>
#include <expected>
#include <stop_token>
#include <string>
#include <string_view>

#include "net/socket.h"

namespace onsale::app {

inline constexpr std::chrono::seconds kConnectTime{10};
// How long a response may take: an audit of millions of rows takes minutes.
inline constexpr std::chrono::minutes kAnswerTime{30};
// A burst of other clients can take all places for some milliseconds (docs/limits.md).
inline constexpr int kAttemptsMax = 3;
inline constexpr int kOverloadPauseMillis = 1000;  // as Retry-After says

// The operator's address of a server on this machine with the usual settings.
inline constexpr std::string_view kOperatorUrl = "http://127.0.0.1:8081";

struct OperatorQuestion {
  net::Address server;
  std::string_view method = "GET";
  std::string_view path;  // e.g. `/v1/operator/audit`
  std::string_view key;
  std::string_view body = {};    // JSON; empty: none
  std::string_view reason = {};  // Onsale-Reason; empty: none
  std::chrono::seconds within = kAnswerTime;
  std::stop_token stop = {};  // ends the wait, not the server's work
};
struct OperatorAnswer {
  unsigned status = 0;
  std::string body;
};

// Parses a server's URL: `http://127.0.0.1:8081`, with or without a trailing `/`. The default port
// is 80.
std::expected<net::Address, std::string> ParseServerUrl(std::string_view url);
// The server's address and port as a `Host` header has them: `127.0.0.1:8080`, `[::1]:8080`.
std::string HostOf(const net::Address& server);

std::expected<OperatorAnswer, std::string> Ask(const OperatorQuestion& question);

// What an operator can do after a response with the status 401, 404 or any other unexpected one.
std::string AdviceFor(unsigned status);

}  // namespace onsale::app
