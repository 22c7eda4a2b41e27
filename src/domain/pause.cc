#include "domain/pause.h"

#include <algorithm>

#include "domain/draw.h"

namespace onsale::domain {
namespace {

using std::chrono::seconds;

constexpr seconds kPauseMin{1};
constexpr std::int64_t kAheadPerSecond = 100;  // people ahead for each further second
constexpr std::int64_t kWaitPerSecond = 20;    // seconds of estimated wait for each further second
// The pause in seconds while nobody is admitted, at least; 0 to 29 are added by queue number.
constexpr std::int64_t kStandstillPause = 30;
constexpr seconds kStandstillPauseMax{2 * kStandstillPause - 1};
constexpr std::int64_t kOpeningSpread = 10;  // seconds after the opening in which the lobby polls
// The length of a rank window: a pause that was sent before the previous window began is over.
constexpr Duration kRankWindow = kPauseMax;

seconds StandstillPause(QueueNumber number) {
  return seconds(kStandstillPause + static_cast<std::int64_t>(number.value % kStandstillPause));
}

seconds PauseUntilOpening(const TokenView& view) {
  const QueueNumber number = view.credential.key.number;
  const seconds pause = StandstillPause(number);
  if (!view.opens_in) return pause;
  const auto spread = static_cast<std::int64_t>(number.value % kOpeningSpread);
  return std::clamp(std::chrono::ceil<seconds>(*view.opens_in) + seconds(spread), kPauseMin, pause);
}

seconds PauseBehind(std::int64_t ahead) {
  return std::min(kPauseMin + seconds(ahead / kAheadPerSecond), kPauseMax);
}

// The longest pause that a token of rank `rank` can have received since rank `last_admitted` was
// admitted.
seconds LongestPauseSince(AdmissionRank last_admitted, AdmissionRank rank) {
  return PauseBehind(static_cast<std::int64_t>(rank.value - last_admitted.value) - 1);
}

}  // namespace

seconds PauseOf(const TokenView& view) {
  const seconds by_queue = PauseBehind(view.ahead);
  if (view.room_state == RoomState::kPaused || view.room_state == RoomState::kClosed) {
    return std::max(by_queue, StandstillPause(view.credential.key.number));
  }
  if (view.in_lobby || view.opens_in) return PauseUntilOpening(view);
  if (!view.estimated_wait) return by_queue;
  return std::min(by_queue, kPauseMin + *view.estimated_wait / kWaitPerSecond);
}

void NoteRanks(Room& room, Time now) {
  RankWindow& window = room.rank_window;
  if (window.start == Time{}) {
    // An earlier version admitted the ranks before the first window. The pauses that it sent were
    // longer; the last ends by now + kPauseMax.
    const bool fresh = room.last_admitted == AdmissionRank{};
    window.start = fresh ? now : now + kPauseMax;
    return;
  }
  const Duration since = now - window.start;
  if (since < kRankWindow) return;
  // If the next window is not adjacent, nobody was admitted for a whole window, as an admission
  // would have started one. So `last_admitted` is also right for the previous window.
  const bool adjacent = since < 2 * kRankWindow;
  window.previous = adjacent ? window.current : room.last_admitted;
  window.current = room.last_admitted;
  window.start = adjacent ? window.start + kRankWindow : now;
}

void NoteStandstill(Room& room, Time now) {
  NoteRanks(room, now);
  // LastPauseEnd adds at least kPauseMin to the start. A later start only makes its bound later:
  // the pauses sent before it are bounded by an earlier rank.
  room.rank_window.start = std::max(room.rank_window.start, now + kStandstillPauseMax - kPauseMin);
}

Time LastPauseEnd(const Room& room, const QueueToken& token, AdmissionRank rank, Time now) {
  const RankWindow& window = room.rank_window;
  const Time sent_before = window.start + LongestPauseSince(window.previous, rank);
  Time end = std::max(sent_before, now + LongestPauseSince(window.current, rank));
  if (EntryOf(room, token.key.number) > 0) {
    end = std::max(end, room.draw.drawn_at + StandstillPause(token.key.number));
  }
  if (token.issued_at <= room.sale_from) {
    end = std::max(end, room.sale_from + StandstillPause(token.key.number));
  }
  return std::min(end, now + kPauseMax);
}

}  // namespace onsale::domain
