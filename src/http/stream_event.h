// Server-sent events as bytes that any number of listeners may share.
//
// Shape:    one event: `id`, `event` and one line of `data`, then an empty line.
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

// Requires: neither part holds a line break; JSON as this program writes it never does.
struct StreamEvent {
  std::string_view name;
  std::string_view data;
  std::optional<std::uint64_t> id = {};
};
void AppendEvent(std::string& out, const StreamEvent& event);

// A comment, which clients ignore: it keeps what stands between from giving the connection up.
const SharedBytes& Heartbeat();

// The last event of a stream that ends because its token has opened a newer one.
const SharedBytes& ReplacedEvent();

// How long this client is to wait before it comes back when its stream has ended: clients are
// spread by `number`, so that after a restart not all of them come at once.
std::string RetryHint(std::uint64_t number);

// The id that a client says it has seen last; nothing if it is none of ours.
std::optional<std::uint64_t> ParseEventId(std::optional<std::string_view> last_event_id);

}  // namespace onsale::http
