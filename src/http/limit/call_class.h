// The classes of calls: each class has a limit of its own (limiter.h).
//
// Shape:    an endpoint's spec names its class. Names are public: they are in settings, headers and
//           log lines.
// Owner:    static storage.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace onsale::http {

enum class CallClass : std::uint8_t {
  kIssue,    // a queue token is requested
  kPolls,    // a queue token is read or released
  kReads,    // what a buyer reads during a turn, and what the shop reads
  kWrites,   // holds, payments, top-ups
  kStreams,  // an event stream is opened
  kPublic,   // what anybody may read; calls of the operator without a right key
};
inline constexpr std::size_t kCallClasses = static_cast<std::size_t>(CallClass::kPublic) + 1;

inline constexpr std::array<std::string_view, kCallClasses> kCallClassNames = {
    "issue", "polls", "reads", "writes", "streams", "public"};

constexpr std::string_view NameOf(CallClass call_class) {
  return kCallClassNames[static_cast<std::size_t>(call_class)];
}

}  // namespace onsale::http
