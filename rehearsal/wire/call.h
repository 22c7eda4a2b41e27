// The API calls that a buyer makes.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace onsale::rehearsal {

enum class Call : std::uint8_t {
  kToken,
  kQueueStatus,
  kDates,
  kChart,
  kAvailability,
  kEvents,  // the stream of a show's seats
  kHold,
  kBest,  // a hold of the best seats, which the server chooses
  kExchange,
  kTopUp,
  kPay,
  kCancel,
  kLeave,
  kNone,  // no call
};

inline constexpr std::size_t kCalls = static_cast<std::size_t>(Call::kNone);

inline constexpr std::array<std::string_view, kCalls> kCallNames = {
    "token", "place",    "dates",  "chart", "availability", "events", "hold",
    "best",  "exchange", "top-up", "pay",   "cancel",       "leave"};

constexpr std::string_view NameOf(Call call) {
  return call == Call::kNone ? "none" : kCallNames[static_cast<std::size_t>(call)];
}

}  // namespace onsale::rehearsal
