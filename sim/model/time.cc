// The model of what time changes, at the beginning and at the end of every batch
// (docs/decisions/0002-time-passes-in-every-batch.md).

#include <algorithm>

#include "sim/model/model.h"

namespace onsale::sim {

using domain::EndReason;
using domain::ExpiryReason;
using domain::QueueToken;
using domain::Reservation;
using domain::ReservationStatus;
using domain::RoomState;
using domain::TokenStatus;

bool Model::PassTime(const EndedRecords& ended) {
  std::int64_t left = limits_.due_per_batch;
  while (!holds_.empty() && holds_.begin()->first <= now_) {
    if (left-- == 0) return false;
    GiveBack(reservations_.at(holds_.begin()->second), EndReason::kExpired);
  }
  while (!turns_.empty() && turns_.begin()->first <= now_) {
    if (left-- == 0) return false;
    const domain::QueueTokenKey key = turns_.begin()->second;
    EndOrRenew(queues_.at(key.room).At(key.number));
  }
  if (!EndRecords(left, ended)) return false;
  while (RoomQueue* const queue = NextDue()) {
    if (left == 0) return false;
    left -= std::max<std::int64_t>(Admit(*queue, left), 1);
  }
  LeaveToTables(left);
  return true;
}

// docs/rules.md, rule 5: 24 hours after the end of the turn, or after the issue if that is later,
// at the next full ten minutes.
std::optional<base::Time> Model::LeavesAt(const QueueToken& token) {
  if (token.status != TokenStatus::kExpired) return std::nullopt;
  const base::Time end =
      token.issued_at > token.active_until ? token.issued_at : token.active_until;
  const base::Time day_later = end + std::chrono::hours(24);
  constexpr base::Duration kStep = std::chrono::minutes(10);
  const base::Duration past = day_later.time_since_epoch() % kStep;
  return past == base::Duration{} ? day_later : day_later + (kStep - past);
}

// docs/rules.md, rule 5: a reservation that ended without payment leaves with its turn's token.
void Model::LeaveReservations(domain::QueueTokenKey turn) {
  const auto made = reservations_made_.find(turn);
  if (made == reservations_made_.end()) return;
  for (const domain::ReservationId id : made->second) {
    const auto at = reservations_.find(id);
    if (at->second.status == ReservationStatus::kConfirmed) continue;
    const Reservation& over = at->second;
    users_.at(over.user).ended.erase({over.created_at, id});
    booking_numbers_.erase(base::BookingNumberOf(id));
    if (const auto of_person = persons_.find(over.person); of_person != persons_.end()) {
      std::erase(of_person->second, id);
    }
    reservations_left_.insert(reservations_.extract(at));
  }
  reservations_made_.erase(made);
}

// Room after room, first the one whose first token has been waiting for this for longest: each
// leaves as many as it can, in order of number. A token counts with the reservations of its turn.
void Model::LeaveToTables(std::int64_t left) {
  while (left > 0) {
    std::optional<std::pair<base::Time, RoomQueue*>> first;
    for (auto& [id, queue] : queues_) {
      if (queue.room.last_archived == queue.room.last_number) continue;
      const auto at = LeavesAt(queue.tokens[queue.room.last_archived.value]);
      if (at && *at <= now_ && (!first || *at < first->first)) first = {*at, &queue};
    }
    if (!first) return;
    domain::Room& room = first->second->room;
    while (left > 0 && room.last_archived < room.last_number) {
      const auto at = LeavesAt(first->second->tokens[room.last_archived.value]);
      if (!at || *at > now_) break;
      const domain::QueueTokenKey turn{room.id, {++room.last_archived.value}};
      const auto made = reservations_made_.find(turn);
      left -= 1 + (made == reservations_made_.end() ? 0 : std::ssize(made->second));
      LeaveReservations(turn);
    }
  }
}

void Model::Forget(const domain::IdempotencyRecordKey& key) {
  --UserOf(key.user).stored_answers;
  stored_answers_.erase(key);
}

bool Model::EndRecords(std::int64_t& left, const EndedRecords& ended) {
  std::vector<domain::IdempotencyRecordKey> due;
  for (; !keys_.empty() && keys_.front().first <= now_; keys_.pop_front()) {
    const auto at = stored_answers_.find(keys_.front().second);
    if (at != stored_answers_.end() && at->second.row.expires_at <= now_) due.push_back(at->first);
  }
  const bool all = std::ssize(due) <= left;
  if (all) {
    for (const domain::IdempotencyRecordKey& key : due) Forget(key);
    left -= std::ssize(due);
    return true;
  }
  // The sale erased `left` of the due records; the others must wait for the next batch.
  const std::vector<domain::IdempotencyRecordKey> gone = ended ? ended() : due;
  const bool fits = std::ssize(gone) == left && std::ranges::all_of(gone, [&](const auto& key) {
                      return std::ranges::find(due, key) != due.end();
                    });
  for (auto key = due.rbegin(); key != due.rend(); ++key) {
    if (fits && std::ranges::find(gone, *key) != gone.end()) {
      Forget(*key);
    } else {
      keys_.emplace_front(stored_answers_.at(*key).row.expires_at, *key);
    }
  }
  return false;
}

// Of the rooms that are due, the one that has been due for longest; null if none is due.
RoomQueue* Model::NextDue() {
  RoomQueue* next = nullptr;
  std::optional<base::Time> earliest;
  for (auto& [id, queue] : queues_) {
    const auto due = queue.DueAt();
    if (!due || *due > now_ || (earliest && *earliest <= *due)) continue;
    earliest = due;
    next = &queue;
  }
  return next;
}

// Ends a turn that is due, or renews its claim time: while nobody waits, an unclaimed turn ends
// only with its time to choose (docs/decisions/0017-a-claim-counts-from-the-end-of-a-pause.md).
void Model::EndOrRenew(QueueToken& token) {
  if (token.claimed) return EndTurn(token, ExpiryReason::kTimeUp);
  if (token.choose_until <= now_ || !queues_.at(token.key.room).waiting.empty()) {
    return EndTurn(token, ExpiryReason::kNoShow);
  }
  GiveClaimTime(token, now_);
}

void Model::GiveClaimTime(QueueToken& token, base::Time from) {
  const base::Duration claim_time = queues_.at(token.key.room).room.policy.claim_time;
  token.claimed = claim_time == base::Duration{};
  const base::Time until = token.claimed ? base::Time::max() : from + claim_time;
  SetActiveUntil(token, std::min(until, token.choose_until));
}

std::int64_t Model::Admit(RoomQueue& queue, std::int64_t most, domain::QueueNumber newcomer) {
  const base::Time change = queue.room.offer_due;
  if (change > base::Time{} && change <= now_) NoteOffer(queue);
  const bool scheduled = queue.room.state == domain::RoomState::kScheduled;
  if (scheduled && queue.room.opens_at <= now_) queue.Open(now_);
  std::int64_t admitted = 0;
  if (queue.MayAdmit(now_)) queue.NoteWindows(now_);
  for (; admitted < most && queue.MayAdmit(now_); ++admitted) AdmitFirst(queue, newcomer);
  return admitted;
}

void Model::AdmitFirst(RoomQueue& queue, domain::QueueNumber newcomer) {
  const RoomQueue::Waiting first = queue.waiting.front();
  queue.waiting.erase(queue.waiting.begin());
  domain::Room& room = queue.room;
  QueueToken& token = queue.At(first.number);
  // Only admissions of tokens that waited count for the estimated wait.
  if (token.issued_at < now_) CountIn(room.rate, 1, now_);

  domain::RoomFunnel& numbers = queue.Numbers();
  ++numbers.admitted;
  if (token.estimated_wait_s >= 0) {
    const base::Duration waited = now_ - token.issued_at;
    const base::Duration estimate = std::chrono::seconds(token.estimated_wait_s);
    ++numbers.estimates;
    numbers.estimate_error += waited > estimate ? waited - estimate : estimate - waited;
  }

  token.status = TokenStatus::kActive;
  token.activated_at = now_;
  token.choose_until = now_ + room.policy.active_time;
  const bool at_once = first.number == newcomer;
  GiveClaimTime(token, at_once ? now_ : queue.ClaimFrom(first.number, first.admission_rank, now_));
  room.last_admitted = first.admission_rank;
  ++room.active;
  --room.waiting;
  queue.CountEntry(now_);
}

// docs/rules.md, rule 5: a free seat of a show on sale comes first, then the next opening of a sale
// with a free seat, then the room is sold out.
void Model::NoteOffer(RoomQueue& queue) const {
  domain::Room& room = queue.room;
  bool any_show = false;
  std::vector<base::Time> openings;
  std::vector<base::Time> closings;  // of sales that are open
  for (const auto& [id, model_show] : model_shows_) {
    if (model_show.room != room.id) continue;
    any_show = true;
    if (model_show.available == 0) continue;
    if (model_show.IsOnSale(now_)) closings.push_back(model_show.sale_closes_at);
    const bool will_open =
        model_show.sale_opens_at > now_ && model_show.sale_closes_at > model_show.sale_opens_at;
    if (will_open) openings.push_back(model_show.sale_opens_at);
  }
  room.sold_out = any_show && openings.empty() && closings.empty();
  room.offer_due = {};
  if (!closings.empty()) room.offer_due = std::ranges::max(closings);
  if (!closings.empty() || openings.empty()) {
    if (room.sale_from > now_) room.sale_from = now_;
    return;
  }
  room.sale_from = std::ranges::min(openings);
  room.offer_due = room.sale_from;
}

std::optional<base::Time> Model::AdmitsFrom(const domain::Room& room) const {
  const bool may_come_back = std::ranges::any_of(model_shows_, [&](const auto& entry) {
    const ModelShow& model_show = entry.second;
    return model_show.room == room.id && model_show.IsOnSale(now_) &&
           std::ranges::any_of(model_show.model_seats, [](const ModelShow::ModelSeat& seat) {
             return seat.row.status == domain::SeatStatus::kHeld;
           });
  });
  std::vector<base::Time> openings;
  if (room.state == RoomState::kScheduled) openings.push_back(room.opens_at);
  if (room.sale_from > now_ && !may_come_back) openings.push_back(room.sale_from);
  if (openings.empty() || room.state == RoomState::kClosed) return std::nullopt;
  return std::ranges::max(openings);
}

void Model::GiveBack(Reservation& reservation, EndReason why) {
  ModelShow& model_show = model_shows_.at(reservation.show);
  for (const domain::ReservedSeat& reserved : reservation.seats) {
    ModelShow::ModelSeat* const model_seat = model_show.Find(reserved.number);
    if (model_seat != nullptr && model_seat->row.reservation == reservation.id) {
      model_show.Set(*model_seat, domain::Seat{.key = model_seat->row.key});
    }
  }
  RoomQueue& queue = queues_.at(model_show.room);
  if (queue.room.sold_out || queue.room.sale_from > now_) NoteOffer(queue);
  holds_.erase({reservation.held_until, reservation.id});
  User& user = users_.at(reservation.user);
  user.open.erase({reservation.created_at, reservation.id});
  user.ended.emplace(reservation.created_at, reservation.id);
  const bool ran_out = why == EndReason::kExpired;
  reservation.status = ran_out ? ReservationStatus::kExpired : ReservationStatus::kCancelled;
  reservation.end_reason = why;
  reservation.ended_at = ran_out ? reservation.held_until : now_;
}

// The end of a turn also releases its holds (docs/decisions/0005-the-end-of-a-turn.md).
void Model::EndTurn(QueueToken& token, ExpiryReason why) {
  const auto open = UserOf(token.user).open;
  for (const auto& [created, id] : open) {
    Reservation& held = reservations_.at(id);
    if (held.token == token.key && held.status == ReservationStatus::kHeld) {
      GiveBack(held, why == ExpiryReason::kLeft ? EndReason::kLeftQueue : EndReason::kTurnEnded);
    }
  }
  RoomQueue& queue = queues_.at(token.key.room);
  domain::RoomFunnel& numbers = queue.Numbers();
  const bool was_active = token.status == TokenStatus::kActive;
  if (was_active) {
    --queue.room.active;
    queue.NoteBound();
    turns_.erase({token.active_until, token.key});
  } else {
    --queue.room.waiting;
    queue.RemoveWaiting(token.key.number);
  }
  if (why == ExpiryReason::kTimeUp) ++numbers.timed_out;
  if (why == ExpiryReason::kNoShow) ++numbers.no_shows;
  if (why == ExpiryReason::kLeft && was_active) ++numbers.left_active;
  if (why == ExpiryReason::kLeft && !was_active) {
    ++numbers.left_waiting;
    numbers.left_waiting_time += now_ - token.issued_at;
  }
  token.status = TokenStatus::kExpired;
  token.expiry_reason = why;
  queue.live.erase(token.user);
}

void Model::SetActiveUntil(QueueToken& token, base::Time until) {
  turns_.erase({token.active_until, token.key});
  token.active_until = until;
  turns_.insert({until, token.key});
}

}  // namespace onsale::sim
