#include "http/stream/stream_event.h"

#include <utility>

#include "base/decimal.h"

namespace onsale::http {
namespace {

constexpr std::uint64_t kRetryMin = 1'000;  // milliseconds before a reconnect, at least
constexpr std::uint64_t kRetrySpread = 4'000;
// A prime that spreads the delays of neighbouring numbers far apart.
constexpr std::uint64_t kRetryStep = 1'237;

}  // namespace

void AppendEvent(std::string& out, const StreamEvent& event) {
  if (!event.id.empty()) out.append("id: ").append(event.id).push_back('\n');
  out.append("event: ").append(event.name);
  out.append("\ndata: ").append(event.data).append("\n\n");
}

const SharedBytes& Heartbeat() {
  static const SharedBytes heartbeat = Share(":\n\n");
  return heartbeat;
}

const SharedBytes& ReplacedEvent() {
  static const SharedBytes replaced = [] {
    std::string bytes;
    AppendEvent(bytes, {.name = "replaced", .data = "{}", .id = kReplacedId});
    return Share(std::move(bytes));
  }();
  return replaced;
}

std::string RetryHint(std::uint64_t number) {
  const std::uint64_t spread = number % kRetrySpread * kRetryStep % kRetrySpread;
  return "retry: " + std::to_string(kRetryMin + spread) + "\n\n";
}

std::optional<std::uint64_t> ParseEventId(std::optional<std::string_view> last_event_id) {
  return last_event_id ? base::ParseDecimal<std::uint64_t>(*last_event_id) : std::nullopt;
}

}  // namespace onsale::http
