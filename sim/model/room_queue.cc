#include "sim/model/room_queue.h"

#include <algorithm>

#include "domain/policy_fields.h"

namespace onsale::sim {

using base::Duration;
using base::Time;
using domain::AdmissionRank;
using domain::QueueNumber;
using domain::RoomMode;
using domain::RoomState;

namespace {

constexpr Duration kMinute = std::chrono::minutes(1);
constexpr std::int64_t kTellAfterSeconds = 5;

}  // namespace

DrawnOrder DrawFrom(const domain::Draw& draw) {
  std::vector<std::pair<base::Sha256Digest, std::uint32_t>> values;
  for (std::uint32_t entry = 1; entry <= static_cast<std::uint64_t>(draw.entries); ++entry) {
    std::string text(draw.seed.AsText());
    text += draw.list_hash.AsText();
    text += std::string(4, '\0');
    for (const int shift : {24, 16, 8, 0}) text += static_cast<char>(entry >> shift & 0xFF);
    values.emplace_back(base::Sha256Of(text), entry);
  }
  std::ranges::sort(values);
  DrawnOrder order;
  order.rank_of.resize(values.size());
  for (const auto& [value, entry] : values) {
    order.rank_of[entry - 1] = static_cast<std::uint32_t>(order.entry_at.size());
    order.entry_at.push_back(entry);
  }
  return order;
}

std::int64_t RoomQueue::entries() const {
  const auto so_far = static_cast<std::int64_t>(room.last_number.value - room.draw.before.value);
  return in_lobby() ? so_far : room.draw.entries;
}

std::int64_t RoomQueue::EntryOf(QueueNumber number) const {
  if (room.draw.commitment.IsNil()) return 0;
  const auto entry =
      static_cast<std::int64_t>(number.value) - static_cast<std::int64_t>(room.draw.before.value);
  return entry >= 1 && entry <= entries() ? entry : 0;
}

AdmissionRank RoomQueue::RankOf(QueueNumber number) const {
  const std::int64_t entry = in_lobby() ? 0 : EntryOf(number);
  if (entry == 0) return {number.value};
  return {room.draw.before.value + drawn.rank_of[static_cast<std::size_t>(entry - 1)] + 1};
}

std::int64_t RoomQueue::Ahead(QueueNumber number) const {
  return std::ranges::lower_bound(waiting, RankOf(number), {}, &Waiting::admission_rank) -
         waiting.begin();
}

void RoomQueue::AddWaiting(QueueNumber number) {
  const Waiting one{RankOf(number), number};
  waiting.insert(std::ranges::upper_bound(waiting, one), one);
}

void RoomQueue::RemoveWaiting(QueueNumber number) {
  waiting.erase(std::ranges::find(waiting, number, &Waiting::number));
}

domain::RoomFunnel& RoomQueue::Numbers() {
  if (!funnel) funnel = domain::RoomFunnel{.room = room.id};
  return *funnel;
}

void RoomQueue::Open(Time now) {
  if (in_lobby()) {
    room.draw.entries = entries();
    room.draw.drawn_at = now;
    drawn = DrawFrom(room.draw);
    for (Waiting& one : waiting) one.admission_rank = RankOf(one.number);
    std::ranges::sort(waiting);
  } else if (room.state == RoomState::kPaused || room.state == RoomState::kClosed) {
    NotePausesOfStandstill(now);
  }
  room.state = RoomState::kOpen;
}

namespace {

// The time between two admissions at the entry rate: whole microseconds, rounded up, so that the
// rate is never exceeded.
Duration Between(const domain::RoomPolicy& policy) {
  const std::int64_t minute = kMinute.count();
  return Duration(minute / policy.entry_per_minute + (minute % policy.entry_per_minute ? 1 : 0));
}

}  // namespace

void RoomQueue::Apply(const domain::RoomPolicy& policy, Time now) {
  const bool same_pace = policy.entry_per_minute == room.policy.entry_per_minute &&
                         policy.entry_burst == room.policy.entry_burst;
  room.policy = policy;
  NoteBound();
  if (same_pace || policy.entry_per_minute == 0) return;
  const Time debt_max = now + Between(policy) * policy.entry_burst;
  if (room.entry_due > debt_max) room.entry_due = debt_max;
}

void RoomQueue::Apply(const domain::RoomChange& change, const base::Sha256Digest& seed, Time now) {
  domain::RoomPolicy policy = room.policy;
  const auto take = [](const auto& from, auto& to) {
    if (from) to = *from;
  };
  domain::ForEachPolicyField(
      [&](const auto& field) { take(change.*field.change, policy.*field.member); });
  Apply(policy, now);
  take(change.opens_at, room.opens_at);
  take(change.presale, room.presale);
  if (change.state == RoomState::kOpen) {
    Open(now);
  } else {
    take(change.state, room.state);
  }
  // A lobby begins when a room of mode `draw` is scheduled.
  const bool begins = room.state == RoomState::kScheduled && room.policy.mode == RoomMode::kDraw;
  if (!begins || in_lobby()) return;
  room.draw = {};
  room.draw.seed = seed;
  room.draw.commitment = base::Sha256Of(seed.AsText());
  room.draw.before = room.last_number;
  room.last_admitted = {room.last_number.value};
}

bool RoomQueue::HasSlot() const {
  if (room.state != RoomState::kOpen || waiting.empty()) return false;
  if (room.policy.mode == RoomMode::kNoQueue) return true;
  return !room.sold_out && room.active < room.policy.capacity;
}

bool RoomQueue::MayAdmit(Time now) const {
  if (!HasSlot() || room.sale_from > now) return false;
  if (room.policy.mode == RoomMode::kNoQueue || room.policy.entry_per_minute == 0) return true;
  // With a burst of n, an admission may come n - 1 intervals before entry_due.
  return room.entry_due <= now + Between(room.policy) * (room.policy.entry_burst - 1);
}

std::optional<Time> RoomQueue::DueAt() const {
  std::vector<Time> dues;
  if (room.offer_due > Time{}) dues.push_back(room.offer_due);
  if (room.state == RoomState::kScheduled) dues.push_back(room.opens_at);
  if (HasSlot()) {
    Time admission = room.sale_from;
    if (room.policy.mode != RoomMode::kNoQueue && room.policy.entry_per_minute != 0) {
      const Duration burst = Between(room.policy) * (room.policy.entry_burst - 1);
      admission = std::max(admission, room.entry_due - burst);
    }
    dues.push_back(admission);
  }
  if (dues.empty()) return std::nullopt;
  return std::ranges::min(dues);
}

void RoomQueue::CountEntry(Time now) {
  if (room.policy.mode == RoomMode::kNoQueue || room.policy.entry_per_minute == 0) return;
  if (room.entry_due < now) room.entry_due = now;
  room.entry_due += Between(room.policy);
}

// Sets active_max. The model never admits above the capacity, so everybody ACTIVE is allowed.
void RoomQueue::NoteBound() {
  if (room.policy.mode == RoomMode::kNoQueue) {
    room.active_max = 0;
  } else {
    room.active_max = room.active > room.policy.capacity ? room.active : room.policy.capacity;
  }
}

std::optional<std::chrono::seconds> RoomQueue::WaitOf(std::int64_t ahead, Time now) const {
  if (room.state != RoomState::kOpen || room.sold_out || room.sale_from > now) return std::nullopt;
  const Pace pace = PaceOf(room.rate, now);
  if (pace.events == 0) return std::nullopt;
  std::int64_t us = pace.over.count() * (ahead + 1) / pace.events;
  if (room.policy.entry_per_minute != 0) {
    const Time from = std::max(room.entry_due, now);
    const Time at = from + Between(room.policy) * (ahead + 1 - room.policy.entry_burst);
    us = std::max<std::int64_t>(us, (at - now).count());
  }
  const std::int64_t whole = us / 1'000'000 + (us % 1'000'000 > 0 ? 1 : 0);
  return std::chrono::seconds(std::min<std::int64_t>(whole, 24 * 60 * 60));
}

namespace {

// The longest pause, in seconds. The pauses are those of docs/waiting-room.md.
constexpr std::int64_t kFiveMinutes = 300;

Duration PauseWithAhead(std::int64_t ahead) {
  return std::chrono::seconds(ahead >= 100 * (kFiveMinutes - 1) ? kFiveMinutes : ahead / 100 + 1);
}

std::int64_t LobbySeconds(QueueNumber number) {
  return 30 + static_cast<std::int64_t>(number.value) % 30;
}

}  // namespace

Duration PauseToldWith(const domain::TokenView& view) {
  const bool stands =
      view.room_state == RoomState::kPaused || view.room_state == RoomState::kClosed;
  if (stands) {
    const Duration rest = std::chrono::seconds(LobbySeconds(view.credential.key.number));
    return std::max(rest, PauseWithAhead(view.ahead));
  }
  if (!view.in_lobby && !view.opens_in) {
    if (!view.estimated_wait) return PauseWithAhead(view.ahead);
    const std::int64_t twentieth = view.estimated_wait->count() / 20;
    return std::min(PauseWithAhead(view.ahead), Duration(std::chrono::seconds(1 + twentieth)));
  }
  const QueueNumber number = view.credential.key.number;
  std::int64_t pause = LobbySeconds(number);
  if (view.opens_in) {
    const std::int64_t us = view.opens_in->count();
    const std::int64_t left = us / 1'000'000 + (us % 1'000'000 > 0 ? 1 : 0);
    const std::int64_t spread = left + static_cast<std::int64_t>(number.value) % 10;
    pause = std::max<std::int64_t>(1, std::min(pause, spread));
  }
  return std::chrono::seconds(pause);
}

void RoomQueue::NoteWindows(Time now) {
  domain::RankWindow& window = room.rank_window;
  if (window.start == Time{}) {
    // Admissions before the first window were not recorded: assume the longest pause for them.
    window.start = now;
    if (room.last_admitted.value > 0) window.start += std::chrono::seconds(kFiveMinutes);
    return;
  }
  if (window.start > now) return;
  switch ((now - window.start) / std::chrono::seconds(kFiveMinutes)) {
    case 0:
      return;
    case 1:
      window = {window.start + std::chrono::seconds(kFiveMinutes), room.last_admitted,
                window.current};
      return;
    default:
      window = {now, room.last_admitted, room.last_admitted};
  }
}

// A client that waited in a PAUSED or CLOSED room may have received a pause of 59 seconds until
// now. The stored window moves so that its shortest pause, a second, ends no earlier.
void RoomQueue::NotePausesOfStandstill(Time now) {
  NoteWindows(now);
  const Time least = now + std::chrono::seconds(58);
  if (room.rank_window.start < least) room.rank_window.start = least;
}

Time RoomQueue::ClaimFrom(QueueNumber number, AdmissionRank rank, Time now) const {
  const domain::RankWindow& window = room.rank_window;
  const auto most_ahead = [rank](AdmissionRank stood) {
    return static_cast<std::int64_t>(rank.value - 1 - stood.value);
  };
  Time from = now + PauseWithAhead(most_ahead(window.current));
  from = std::max(from, window.start + PauseWithAhead(most_ahead(window.previous)));
  if (EntryOf(number) != 0) {
    from = std::max(from, room.draw.drawn_at + std::chrono::seconds(LobbySeconds(number)));
  }
  // Before the opening of a sale pauses are as long as in a lobby.
  if (tokens[number.value - 1].issued_at <= room.sale_from) {
    from = std::max(from, room.sale_from + std::chrono::seconds(LobbySeconds(number)));
  }
  // The claim time must not begin before the pause that this buyer really received has ended. The
  // wall clock may have stepped back since that pause was reported.
  const ToldPause& last = told_pauses[number.value - 1];
  const Duration left = std::min(last.at + last.pause - now, last.pause);
  return std::max(std::min(from, now + std::chrono::seconds(kFiveMinutes)), now + left);
}

namespace {

// The window of a rate, moved forward to the minute that contains `now`.
domain::RateWindow MovedTo(domain::RateWindow window, Time now) {
  const std::int64_t minutes = (now - window.start) / kMinute;
  if (minutes == 0) return window;
  if (minutes == 1) return {window.start + kMinute, 0, window.current};
  return {now, 0, 0};
}

}  // namespace

void CountIn(domain::RateWindow& window, std::int64_t events, Time now) {
  window = MovedTo(window, now);
  window.current += events;
}

Pace PaceOf(const domain::RateWindow& window, Time now) {
  const domain::RateWindow at = MovedTo(window, now);
  const Duration in_current = now - at.start;
  if (at.previous == 0) {
    if (in_current < std::chrono::seconds(kTellAfterSeconds)) return {};
    return {at.current, in_current};
  }
  const Duration left = kMinute - in_current;
  return {at.current + at.previous * left.count() / kMinute.count(), kMinute};
}

std::optional<std::int64_t> PerMinute(const domain::RateWindow& window, Time now) {
  const Pace pace = PaceOf(window, now);
  if (pace.events == 0) return std::nullopt;
  const std::int64_t over = pace.over.count();
  return (pace.events * kMinute.count() + over / 2) / over;
}

}  // namespace onsale::sim
