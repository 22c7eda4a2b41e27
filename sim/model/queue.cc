// The model of queues and turns: docs/rules.md, rules 5 and 6; docs/waiting-room.md.

#include <algorithm>

#include "sim/model/model.h"

namespace onsale::sim {

using domain::Credential;
using domain::QueueToken;
using domain::Refusal;
using domain::RefusalCode;
using domain::RoomState;
using domain::TokenStatus;
using domain::TokenView;

QueueToken* Model::FindToken(const Credential& caller) {
  const auto at = queues_.find(caller.key.room);
  const std::uint64_t number = caller.key.number.value;
  if (at == queues_.end() || number == 0 || number > at->second.tokens.size()) return nullptr;
  QueueToken& token = at->second.At(caller.key.number);
  const bool is_known = token.issued_at == caller.issued_at || at->second.IsLeft(token.key.number);
  return is_known ? &token : nullptr;
}

bool Model::IsOver(const QueueToken& token) const {
  return token.status == TokenStatus::kActive && token.active_until <= now_;
}

TokenStatus Model::StatusOf(const QueueToken& token) const {
  return IsOver(token) ? TokenStatus::kExpired : token.status;
}

std::optional<Refusal> Model::QueueCheck(const QueueToken* token, domain::RoomId room) {
  if (token == nullptr) return Refusal{.code = RefusalCode::kTokenInvalid};
  const TokenStatus status = StatusOf(*token);
  if (status == TokenStatus::kWaiting) return StillWaiting(*token);
  if (status == TokenStatus::kExpired) return Ended(*token);
  if (token->key.room != room) return NeedsTokenOf(room);
  return std::nullopt;
}

// The refusal has the position and the pause that the token itself would show.
Refusal Model::StillWaiting(const QueueToken& token) {
  const TokenView view = TellOf(token);
  Refusal refusal{.code = RefusalCode::kTokenWaiting};
  if (!view.in_lobby) refusal.position = 1 + view.ahead;
  refusal.poll_after = std::chrono::duration_cast<std::chrono::seconds>(PauseToldWith(view));
  return refusal;
}

Refusal Model::Ended(const QueueToken& token) const {
  Refusal refusal{.code = RefusalCode::kTokenExpired};
  if (queues_.at(token.key.room).IsLeft(token.key.number)) return refusal;
  refusal.expiry_reason = ViewOf(token).expiry_reason;
  return refusal;
}

Refusal Model::NeedsTokenOf(domain::RoomId room) const {
  Refusal refusal{.code = RefusalCode::kTokenWrongRoom};
  refusal.room = queues_.at(room).room.slug;
  return refusal;
}

void Model::Called(const Credential& caller) {
  QueueToken* const token = FindToken(caller);
  if (token == nullptr || StatusOf(*token) != TokenStatus::kActive || token->claimed) return;
  token->claimed = true;
  SetActiveUntil(*token, token->choose_until);
}

QueueToken& Model::Join(const domain::IssueToken& command, RoomQueue& queue) {
  domain::Room& room = queue.room;
  QueueToken token{.user = command.user, .issued_at = now_, .rights = command.rights};
  const auto estimate = queue.WaitOf(std::ssize(queue.waiting), now_);
  const domain::QueueNumber number{++room.last_number.value};
  token.key = {room.id, number};
  if (queue.in_lobby()) {
    // The new list hash, as in docs/fair-draw.md: a digest of the previous hash and the entry's
    // line.
    std::string text(room.draw.list_hash.AsText());
    text += std::to_string(queue.entries()) + ' ' + base::FormatRfc3339Micros(now_) + '\n';
    room.draw.list_hash = base::Sha256Of(text);
  } else if (estimate) {
    token.estimated_wait_s = static_cast<std::int32_t>(estimate->count());
  }
  queue.tokens.push_back(token);
  queue.told_pauses.emplace_back();
  queue.live[command.user] = number;
  queue.AddWaiting(number);
  ++room.waiting;
  ++queue.Numbers().joined;
  return queue.tokens.back();
}

TokenView Model::ViewOf(const QueueToken& token) const {
  const RoomQueue& queue = queues_.at(token.key.room);
  const domain::Room& room = queue.room;
  TokenView view{.credential = {.key = token.key, .issued_at = token.issued_at},
                 .room_slug = room.slug,
                 .user = token.user,
                 .status = StatusOf(token),
                 .expiry_reason = token.expiry_reason,
                 .entry = queue.EntryOf(token.key.number)};
  // Only a claimed turn has holds, so a turn that is over by IsOver is not a no-show.
  if (IsOver(token)) view.expiry_reason = domain::ExpiryReason::kTimeUp;
  view.in_lobby = token.status == TokenStatus::kWaiting && queue.in_lobby();
  if (!view.in_lobby) view.admission_rank = queue.RankOf(token.key.number);
  if (view.status == TokenStatus::kActive) {
    // An answer shows the end that the turn has once it is claimed.
    view.active_until = std::max(token.active_until, token.choose_until);
    if (!token.claimed) view.claim_before = token.active_until;
  }
  if (token.status != TokenStatus::kWaiting) return view;
  view.sold_out = room.sold_out;
  view.room_state = room.state;
  view.notice = room.notice;
  view.opens_at = AdmitsFrom(queue.room);
  if (view.opens_at) view.opens_in = std::max(*view.opens_at - now_, base::Duration{});
  if (view.in_lobby) return view;
  view.ahead = queue.Ahead(token.key.number);
  view.estimated_wait = queue.WaitOf(view.ahead, now_);
  return view;
}

TokenView Model::TellOf(const QueueToken& token) {
  const TokenView view = ViewOf(token);
  if (view.status != TokenStatus::kWaiting) return view;
  RoomQueue::ToldPause& last = queues_.at(token.key.room).told_pauses[token.key.number.value - 1];
  const base::Duration pause = PauseToldWith(view);
  if (now_ + pause > last.at + last.pause) last = {now_, pause};
  return view;
}

std::optional<Refusal> Model::TooEarly(const domain::Presale& presale,
                                       const domain::Rights& rights) const {
  const bool early = !presale.group.empty() && presale.until > now_;
  const std::string words = ' ' + rights.text() + ' ';
  if (!early || words.contains(" group:" + presale.group + ' ')) return std::nullopt;
  return Refusal{.code = RefusalCode::kPresaleGroupRequired,
                 .opens_at = presale.until,
                 .retry_after = presale.until - now_,
                 .group = presale.group};
}

domain::IssueToken::Answer Model::To(const domain::IssueToken& command) {
  if (auto again = FindStoredAnswer<TokenView>(command.user, command.idempotency_key))
    return *again;
  RoomQueue& queue = queues_.at(command.room);
  auto at = queue.live.find(command.user);
  if (at != queue.live.end() && IsOver(queue.At(at->second))) {
    EndTurn(queue.At(at->second), domain::ExpiryReason::kTimeUp);
    at = queue.live.end();
  }
  if (at != queue.live.end()) {
    const QueueToken& token = queue.At(at->second);
    Called({.key = token.key, .issued_at = token.issued_at});
    return StoreAnswer(TellOf(token), command.user, command.idempotency_key);
  }
  const domain::Room& room = queue.room;
  const bool scheduled = room.state == RoomState::kScheduled;
  if (room.state == RoomState::kClosed || (scheduled && !queue.in_lobby())) {
    return std::unexpected(Refusal{.code = RefusalCode::kRoomNotOpen,
                                   .opens_at = scheduled ? room.opens_at : base::Time{},
                                   .room_state = room.state});
  }
  if (auto refusal = TooEarly(room.presale, command.rights)) return std::unexpected(*refusal);
  if (std::ssize(queue.waiting) >= room.policy.waiting_max) {
    return domain::Refuse(RefusalCode::kRoomFull);
  }
  // The documented limit of joins: a user gets at most `tokens_per_window` tokens in an hour.
  std::deque<base::Time>& joined = queue.joined[command.user];
  while (!joined.empty() && joined.front() + std::chrono::hours(1) <= now_) joined.pop_front();
  if (std::ssize(joined) >= limits_.tokens_per_window) {
    const base::Time oldest =
        joined[joined.size() - static_cast<std::size_t>(limits_.tokens_per_window)];
    return std::unexpected(Refusal{.code = RefusalCode::kTooManyTokens,
                                   .limit = limits_.tokens_per_window,
                                   .retry_after = oldest + std::chrono::hours(1) - now_});
  }
  // Whoever joins a line solves a challenge first, if the call asks for that: any line, or one of
  // more people than the room has places.
  const auto line = std::ssize(queue.waiting);
  const bool is_long = line > room.policy.capacity;
  if ((command.challenge == domain::ChallengeNeed::kAnyLine && line > 0) ||
      (command.challenge == domain::ChallengeNeed::kLongLine && is_long)) {
    return domain::Refuse(RefusalCode::kChallengeRequired);
  }
  joined.push_back(now_);
  const domain::QueueNumber number = Join(command, queue).key.number;
  if (queue.waiting.size() == 1) Admit(queue, 1, number);
  TokenView view = TellOf(queue.At(number));
  view.created = true;
  return StoreAnswer(std::move(view), command.user, command.idempotency_key);
}

std::optional<Refusal> Model::ReadCheck(const QueueToken* token) const {
  if (token == nullptr) return Refusal{.code = RefusalCode::kTokenInvalid};
  if (StatusOf(*token) != TokenStatus::kExpired) return std::nullopt;
  const base::Time end =
      token->active_until > token->issued_at ? token->active_until : token->issued_at;
  if (end + std::chrono::hours(24) > now_) return std::nullopt;
  return Ended(*token);
}

domain::ReadToken::Answer Model::To(const domain::ReadToken& command) {
  const QueueToken* const token = FindToken(command.caller);
  if (auto refusal = ReadCheck(token)) return std::unexpected(*refusal);
  return TellOf(*token);
}

domain::WatchToken::Answer Model::To(const domain::WatchToken& command) {
  const QueueToken* const token = FindToken(command.caller);
  if (auto refusal = ReadCheck(token)) return std::unexpected(*refusal);
  return TellOf(*token);
}

domain::LeaveQueue::Answer Model::To(const domain::LeaveQueue& command) {
  QueueToken* const token = FindToken(command.caller);
  if (token == nullptr) return domain::Refuse(RefusalCode::kTokenInvalid);
  const bool over = IsOver(*token);
  if (token->status != TokenStatus::kExpired) {
    EndTurn(*token, over ? domain::ExpiryReason::kTimeUp : domain::ExpiryReason::kLeft);
  }
  return domain::None{};
}

domain::BuyersTokenView Model::BuyersTokenOf(const QueueToken& token) const {
  return {.token = ViewOf(token),
          .admitted_at = token.activated_at,
          .ends_at = std::max(token.active_until, token.choose_until)};
}

domain::ReadBuyer::Answer Model::To(const domain::ReadBuyer& command) {
  domain::BuyerView view{.now = now_};
  std::map<domain::TokenCursor, const QueueToken*> own;
  for (const auto& [id, queue] : queues_) {
    for (const QueueToken& token : queue.tokens) {
      if (token.user != command.user || queue.IsLeft(token.key.number)) continue;
      if (StatusOf(token) != TokenStatus::kExpired) view.live.push_back(BuyersTokenOf(token));
      const domain::TokenCursor cursor{token.issued_at, token.key};
      if (cursor < command.tokens_before) own.emplace(cursor, &token);
    }
  }
  for (auto at = own.rbegin(); at != own.rend(); ++at) {
    if (std::ssize(view.tokens) < command.limit) view.tokens.push_back(BuyersTokenOf(*at->second));
  }
  if (const auto user = users_.find(command.user); user != users_.end()) {
    view.balance = user->second.wallet.balance;
    for (const auto& [created, id] : user->second.open) {
      const domain::Reservation& reservation = reservations_.at(id);
      const bool held = reservation.status == domain::ReservationStatus::kHeld;
      (held ? view.seats_held : view.seats_bought) += std::ssize(reservation.seats);
    }
  }
  view.reservations = PageOf(command.user, {.filter = domain::ReservationFilter::kAll,
                                            .before = command.reservations_before,
                                            .limit = command.limit});
  return view;
}

}  // namespace onsale::sim
