#include "http/stream/stream_hub.h"

#include <algorithm>

#include "base/assert.h"
#include "domain/draw.h"
#include "http/json/token_json.h"

namespace onsale::http {
namespace {

using domain::TokenStatus;

// The due time of a poll that should come before all polls with a regular time.
constexpr SteadyTime kAtOnce = SteadyTime::min();

template <class Key, class Value>
Value* Find(std::unordered_map<Key, Value>& map, Key key) {
  const auto found = map.find(key);
  return found == map.end() ? nullptr : &found->second;
}

void Remove(std::vector<std::uint64_t>& tags, std::uint64_t tag) {
  const auto found = std::ranges::find(tags, tag);
  ONSALE_ASSERT(found != tags.end());
  *found = tags.back();
  tags.pop_back();
}

std::uint32_t UpperHalf(std::uint64_t tag) {
  return static_cast<std::uint32_t>(tag >> 32);
}

// The view in an answer to a poll; null if the store failed or the rules refused: then the poll is
// repeated at its next time.
template <class C>
const typename C::Answer::value_type* ViewIn(const engine::Delivery& delivery) {
  if (!delivery.outcome) return nullptr;
  const auto& answer = domain::AnswerOf<C>(*delivery.outcome);
  return answer ? &*answer : nullptr;
}

}  // namespace

// --- Listeners ---

void StreamHub::Open(std::uint64_t listener, const StreamOpening& opening) {
  ONSALE_ASSERT(!Owns(listener) && (listener & kTopicBit) == 0 && !listeners_.contains(listener));
  if (const auto* sale = std::get_if<SaleOpening>(&opening.what)) {
    sale_.Open(listener, *sale);
  } else if (const auto* seats = std::get_if<SeatsOpening>(&opening.what)) {
    OpenSeats(listener, opening.caller, *seats);
  } else {
    OpenToken(listener, opening.caller, std::get<TokenOpening>(opening.what));
  }
}

// Adds a listener to a show's seats. If the show is polled already, the listener starts at the
// version of the others, so that the next delta fits; CatchUp sends what the client misses until
// then.
void StreamHub::OpenSeats(std::uint64_t tag, const domain::Credential& caller,
                          const SeatsOpening& opening) {
  Show& show = shows_[opening.map->show.value];
  if (show.listeners.empty()) {
    show.feed.Advance(charts_.Of(opening.catalog), opening.map);
    show.poll.due = now_ + kPollTime;
  }
  listeners_.emplace(tag, Listener{.credential = caller,
                                   .check = {.due = now_ + kSeatsCheckTime},
                                   .sees_seats = true,
                                   .show = opening.map->show,
                                   .token = {}});
  show.listeners.push_back(tag);
  if (const SharedBytes bytes = show.feed.CatchUp(opening.last_event)) outlet_.Send(tag, bytes);
}

void StreamHub::OpenToken(std::uint64_t tag, const domain::Credential& caller,
                          const TokenOpening& opening) {
  Listener& listener =
      listeners_.emplace(tag, Listener{.credential = caller, .check = {}, .show = {}, .token = {}})
          .first->second;
  Room& room = rooms_[caller.key.room.value];
  room.slug = opening.view.room_slug;
  room.listeners.push_back(tag);
  listener.check.asked = true;
  OnToken(tag, listener, opening.view);
}

void StreamHub::Leave(std::uint64_t listener) {
  sale_.Leave(listener);
  const auto found = listeners_.find(listener);
  if (found == listeners_.end()) return;
  if (found->second.sees_seats) {
    Show& show = shows_.at(found->second.show.value);
    Remove(show.listeners, listener);
    show.left_at = now_;
  } else {
    Remove(rooms_.at(found->second.credential.key.room.value).listeners, listener);
  }
  listeners_.erase(found);
}

void StreamHub::Finish(std::uint64_t listener, const SharedBytes& last_event) {
  Leave(listener);
  outlet_.Send(listener, last_event);
  outlet_.End(listener);
}

// Iterates over a copy of the listeners, because Send may remove one.
void StreamHub::Broadcast(std::span<const std::uint64_t> listeners, const SharedBytes& bytes) {
  for (const std::uint64_t tag : std::vector(listeners.begin(), listeners.end())) {
    outlet_.Send(tag, bytes);
  }
}

// --- Polls ---

std::vector<StreamQuestion> StreamHub::Tick(SteadyTime now) {
  now_ = now;
  sale_.Tick(now);
  std::vector<StreamQuestion> questions;
  if (now < next_look_ || (shows_.empty() && rooms_.empty())) return questions;
  next_look_ = now + kLookTime;
  AskTopics(questions);
  AskTokens(questions);
  return questions;
}

bool StreamHub::Due(Poll& poll) {
  if (poll.asked || poll.due > now_) return false;
  poll.asked = true;
  poll.due = now_ + kPollTime;
  return true;
}

void StreamHub::AskTopics(std::vector<StreamQuestion>& questions) {
  std::erase_if(shows_, [&](const auto& entry) {
    const Show& show = entry.second;
    return show.listeners.empty() && !show.poll.asked && show.left_at + kKeepTime <= now_;
  });
  std::erase_if(rooms_, [](const auto& entry) {
    return entry.second.listeners.empty() && !entry.second.poll.asked;
  });
  for (auto& [id, show] : shows_) {
    if (show.listeners.empty() || !Due(show.poll)) continue;
    const std::uint64_t tag = (std::uint64_t{id} << 32) | kOwnBit | kTopicBit;
    questions.push_back({.tag = tag, .command = domain::WatchSeats{domain::ShowId{id}}});
  }
  for (auto& [id, room] : rooms_) {
    if (room.listeners.empty() || !Due(room.poll)) continue;
    const std::uint64_t tag = (std::uint64_t{id} << 32) | kOwnBit | kTopicBit | kRoomBit;
    questions.push_back({.tag = tag, .command = domain::ReadRoom{room.slug}});
  }
}

// Collects the reads of tokens that are due: at most kChecksMax, the longest overdue. The others
// stay due for the hub's next search.
void StreamHub::AskTokens(std::vector<StreamQuestion>& questions) {
  due_.clear();
  for (const auto& [tag, listener] : listeners_) {
    if (!listener.check.asked && listener.check.due <= now_) {
      due_.emplace_back(listener.check.due, tag);
    }
  }
  if (due_.size() > kChecksMax) {
    std::ranges::nth_element(due_, due_.begin() + kChecksMax);
    due_.resize(kChecksMax);
  }
  for (const auto& [due, tag] : due_) {
    Listener& listener = listeners_.at(tag);
    listener.check = {.due = SteadyTime::max(), .asked = true};
    questions.push_back({.tag = tag | kOwnBit, .command = domain::WatchToken{listener.credential}});
  }
}

// --- Answers ---

void StreamHub::OnOutcome(const engine::Delivery& delivery, const domain::CatalogPtr& catalog) {
  OnRefused(delivery.tag);
  const std::uint32_t id = UpperHalf(delivery.tag);
  if ((delivery.tag & kTopicBit) == 0) {
    const std::uint64_t tag = delivery.tag & ~kOwnBit;
    Listener* const listener = Find(listeners_, tag);
    const auto* const view = ViewIn<domain::WatchToken>(delivery);
    if (listener != nullptr && view != nullptr) OnToken(tag, *listener, *view);
  } else if ((delivery.tag & kRoomBit) != 0) {
    const auto* const view = ViewIn<domain::ReadRoom>(delivery);
    if (view != nullptr) OnRoom(rooms_.at(id), *view);
  } else {
    const auto* const map = ViewIn<domain::WatchSeats>(delivery);
    if (map != nullptr) OnShow(shows_.at(id), *map, catalog);
  }
}

// A command that the engine's full queue refused counts as an empty answer: the poll is repeated at
// its next time.
void StreamHub::OnRefused(std::uint64_t tag) {
  if ((tag & kTopicBit) != 0) {
    const std::uint32_t id = UpperHalf(tag);
    ((tag & kRoomBit) != 0 ? rooms_.at(id).poll : shows_.at(id).poll).asked = false;
  } else if (Listener* const listener = Find(listeners_, tag & ~kOwnBit)) {
    // Sets the next read, unless the room has meanwhile made the token due at once.
    if (listener->check.due != kAtOnce) listener->check.due = now_ + kActiveCheckTime;
    listener->check.asked = false;
  }
}

void StreamHub::OnShow(Show& show, const domain::SeatMapPtr& map,
                       const domain::CatalogPtr& catalog) {
  const SharedBytes delta = show.feed.Advance(charts_.Of(catalog), map);
  if (delta != nullptr) Broadcast(show.listeners, delta);
}

void StreamHub::OnRoom(Room& room, const domain::RoomView& view) {
  const bool changed = room.known && room.state != view.room.state;
  room.known = true;
  room.state = view.room.state;
  const RoomNews news{
      .state = view.room.state, .opens_at = view.admits_from, .notice_at = view.room.notice.set_at};
  std::vector<std::uint64_t> need_news;
  std::vector<std::uint64_t> told;
  for (const std::uint64_t tag : room.listeners) {
    Listener& listener = listeners_.at(tag);
    if (listener.token.status() != TokenStatus::kWaiting) continue;
    const domain::AdmissionRank rank = listener.token.rank();
    // A token up to the room's last admitted rank is not WAITING any more; a lobby has no ranks.
    const bool come = rank.value != 0 && rank <= view.room.last_admitted;
    const bool drawn = rank.value == 0 && !domain::InLobby(view.room);
    if (come || changed || drawn) listener.check.due = kAtOnce;
    if (listener.token.NoteRoom(news)) need_news.push_back(tag);
    if (listener.token.NoteSoldOut(view.room.sold_out)) told.push_back(tag);
  }
  if (!need_news.empty()) Broadcast(need_news, RoomEvent(news, view.room.notice, clock_.Now()));
  // Sending the news may have removed listeners.
  std::erase_if(told, [this](std::uint64_t tag) { return !listeners_.contains(tag); });
  Broadcast(told, SoldOutEvent(view.room.sold_out));
}

void StreamHub::OnToken(std::uint64_t tag, Listener& listener, const domain::TokenView& view) {
  base::Duration pause = std::chrono::seconds(PollAfterSeconds(view));
  if (view.status == TokenStatus::kActive) {
    pause = listener.sees_seats ? kSeatsCheckTime : kActiveCheckTime;
  }
  if (listener.check.due != kAtOnce) listener.check.due = now_ + pause;
  listener.check.asked = false;
  std::string events;
  if (!listener.sees_seats) {
    events = listener.token.Advance(view, clock_.Now());
  } else if (view.status == TokenStatus::kExpired) {
    AppendExpired(events, view);
  }
  if (view.status == TokenStatus::kExpired) return Finish(tag, Share(std::move(events)));
  if (!events.empty()) outlet_.Send(tag, Share(std::move(events)));
}

}  // namespace onsale::http
