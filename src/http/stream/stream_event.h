// Server-sent events as bytes that several listeners can share.
//
// Shape:    one event: `id`, `event`, one line of `data`, then an empty line. The seats' ids are
//           numbers; of a token's events only the last has an id, kEndedId. The last event of a
//           stream that is replaced has kReplacedId.
// Source:   WHATWG HTML, section 9.2 (Server-sent events).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace onsale::http {

inline constexpr std::string_view kEventStream = "text/event-stream";

using SharedBytes = std::shared_ptr<const std::string>;

inline SharedBytes Share(std::string bytes) {
  return std::make_shared<const std::string>(std::move(bytes));
}

// The id of a token's `expired`. A client that reconnects with it has seen the end: it gets 204,
// after which an EventSource does not reconnect again.
inline constexpr std::string_view kEndedId = "ended";
// The id of `replaced`. A client that reconnects with it gets 204, too: its stream would replace
// another one of the token, whose client would do the same.
inline constexpr std::string_view kReplacedId = "replaced";

// The parts of an event. Requires: no line breaks; JsonWriter writes none.
struct StreamEvent {
  std::string_view name;
  std::string_view data;
  std::string_view id = {};  // empty: none
};
void AppendEvent(std::string& out, const StreamEvent& event);

// The bytes of a comment, which clients ignore. It keeps proxies from closing a silent connection.
const SharedBytes& Heartbeat();

// The last event of a stream, sent when a newer stream of the same token replaces it.
const SharedBytes& ReplacedEvent();

// The line that sets how long a client waits before it reconnects. `number` spreads the delays, so
// that not all clients reconnect at once after a restart.
std::string RetryHint(std::uint64_t number);

// The number in a client's Last-Event-ID; nothing if the header is absent or not one of this
// server's ids.
std::optional<std::uint64_t> ParseEventId(std::optional<std::string_view> last_event_id);

}  // namespace onsale::http
