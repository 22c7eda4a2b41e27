// The parameters of a rehearsal.
//
// Requires: at least one buyer, one show and one connection; names and the access key contain
//           no control characters.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "net/socket.h"

namespace onsale::rehearsal {

enum class Language : std::uint8_t { kEnglish, kKorean };

// How the buyers' arrivals are spread over `arrive`.
enum class Arrival : std::uint8_t {
  kOpening,  // a burst, then a tail
  kEven,     // the same number in each second
};

struct Plan {
  net::Address server;
  std::string host;              // for the Host header
  net::Address operator_server;  // where the operator's calls are
  std::string operator_host;
  std::uint32_t buyers = 1000;
  std::chrono::milliseconds arrive{60'000};
  Arrival arrival = Arrival::kOpening;
  double best_share = 0.5;  // of the buyers: they let the server choose their seats
  std::vector<std::string> shows;
  std::uint64_t seed = 1;
  std::size_t connections = 10'000;
  std::uint32_t speed = 1;  // divides thinking times
  std::chrono::milliseconds time_limit{3'600'000};
  std::string access_key;  // empty: no request for the server's own audit
  // The token by which the shop vouches for a user; empty: the server believes the callers.
  // Requires, if set: an access key.
  std::function<std::string(std::string_view user)> sign_buyer;
  bool buys_anyway = false;  // also for shows with sales that are not a rehearsal's
  Language language = Language::kEnglish;
};

}  // namespace onsale::rehearsal
