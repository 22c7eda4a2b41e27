// docs/rules.md: rule 5, and rule 2 for turns.

#include "sim/check/rule_book.h"
#include "sim/check/tell.h"

namespace onsale::sim {

using namespace domain;

void RuleBook::Take(const Room& row) {
  Door& door = doors_[row.id];
  door.changed = true;
  door.room = row;
  const Draw before = std::exchange(door.order.room, row).draw;
  if (row.draw.commitment != before.commitment || row.draw.drawn_at != before.drawn_at) {
    FollowDraw(door);
  }
}

// A lobby began or was drawn: the admission ranks of all who wait have changed.
void RuleBook::FollowDraw(Door& door) {
  if (!door.order.in_lobby()) door.order.drawn = DrawFrom(door.room.draw);
  std::map<AdmissionRank, QueueNumber> waiting;
  for (const auto& [rank, number] : door.waiting) waiting[door.order.RankOf(number)] = number;
  door.waiting = std::move(waiting);
}

void RuleBook::Take(const RoomFunnel& row) {
  Door& door = doors_[row.room];
  door.changed = true;
  door.funnel = row;
}

// Adds the token to the counts of its room, or removes it.
void RuleBook::Count(Door& door, const QueueToken& token, int delta) {
  const QueueNumber number = token.key.number;
  if (token.status == TokenStatus::kActive) {
    door.active += delta;
    const std::pair end(token.active_until, token.key);
    delta > 0 ? static_cast<void>(turns_.insert(end)) : static_cast<void>(turns_.erase(end));
  }
  if (token.status == TokenStatus::kWaiting) {
    const AdmissionRank rank = door.order.RankOf(number);
    if (delta < 0) door.waiting.erase(rank);
    if (delta > 0) door.waiting[rank] = number;
  }
  if (token.status == TokenStatus::kExpired) return;
  if (delta < 0) {
    door.live.erase(token.user);
  } else if (!door.live.emplace(token.user, number).second) {
    Wrong("rule 5: ", token.user.text(), " has two live tokens in a room");
  }
}

void RuleBook::Take(const QueueToken& row) {
  Door& door = doors_[row.key.room];
  const auto [at, fresh] = door.tokens.try_emplace(row.key.number, row);
  QueueToken& token = at->second;
  TokenStatus before = TokenStatus::kWaiting;
  if (!fresh) {
    before = token.status;
    CheckStep(token, row);
    Count(door, token, -1);
    token = row;
  } else if (at != door.tokens.begin()) {
    const QueueToken& earlier = std::prev(at)->second;
    if (earlier.issued_at > row.issued_at) Wrong("rule 5: a place was given out of order");
  }
  Count(door, token, 1);
  door.touched.push_back(row.key.number);
  if (before == TokenStatus::kWaiting && token.activated_at != base::Time{}) {
    door.admitted.push_back(row.key.number);
  }
}

void RuleBook::CheckStep(const QueueToken& before, const QueueToken& after) {
  const bool same_one = before.user == after.user && before.issued_at == after.issued_at;
  if (!same_one) Wrong("rule 5: a place was given twice: ", TellRow(after));
  if (before.status == TokenStatus::kExpired || after.status < before.status) {
    Wrong("rule 5: a token came back: ", TellRow(after));
  }
}

void RuleBook::CheckToken(const Door& door, const QueueToken& token) {
  const bool active = token.status == TokenStatus::kActive;
  if ((token.status == TokenStatus::kExpired) != (token.expiry_reason != ExpiryReason::kNone)) {
    Wrong("a token is over without a reason: ", TellRow(token));
  }
  if (active && batch_.now >= token.active_until) {
    Wrong("rule 2: a turn that is over is ACTIVE: ", TellRow(token));
  }
  if (active && token.claimed && token.active_until < token.choose_until) {
    Wrong("a turn ends before its time to choose: ", TellRow(token));
  }
  const bool no_show = token.expiry_reason == ExpiryReason::kNoShow;
  if (no_show && batch_.now < token.choose_until && door.before.waiting == 0) {
    Wrong("rule 5: a turn was taken away for nobody: ", TellRow(token));
  }
  if (token.active_until > token.choose_until && !token.claimed) {
    Wrong("rule 5: an unclaimed turn lasts too long: ", TellRow(token));
  }
  if (token.key.number > door.room.last_number) {
    Wrong("rule 5: a place beyond the last: ", TellRow(token));
  }
}

void RuleBook::CheckDoor(const Door& door) {
  const Room& room = door.room;
  if (room.active != door.active || room.waiting != std::ssize(door.waiting)) {
    Wrong("rule 5: counted ", std::to_string(door.active), " ACTIVE and ",
          std::to_string(door.waiting.size()), " WAITING in ", TellRow(room));
  }
  if (!door.waiting.empty() && !door.order.in_lobby() &&
      door.waiting.begin()->first <= room.last_admitted) {
    Wrong("rule 5: place ", std::to_string(door.waiting.begin()->second.value),
          " was passed over in ", TellRow(room));
  }
  // Nobody waits while a slot is free.
  if (room.state == RoomState::kOpen && room.waiting > 0 && !batch_.more_is_due) {
    const bool kept_out =
        room.sold_out || room.active >= room.policy.capacity || room.policy.entry_per_minute > 0;
    if (room.policy.mode == RoomMode::kOpen || !kept_out) {
      Wrong("rule 5: somebody waits before a free slot: ", TellRow(room));
    }
  }
  CheckNumbers(door);
}

void RuleBook::CheckAdmission(const Door& door) {
  const Room& room = door.room;
  const bool counted = room.policy.mode != RoomMode::kOpen && !batch_.changes_policy;
  if (counted && room.active > room.policy.capacity) {
    Wrong("rule 5: admitted above the capacity: ", TellRow(room));
  }
  // Ranks from before a new lobby cannot be compared with those after it.
  if (room.draw.commitment != door.before.draw.commitment) return;
  for (const QueueNumber number : door.admitted) {
    const AdmissionRank rank = door.order.RankOf(number);
    if (rank > room.last_admitted || rank <= door.before.last_admitted) {
      Wrong("rule 5: place ", std::to_string(number.value), " was admitted out of order in ",
            TellRow(room));
    }
    if (!door.waiting.empty() && door.waiting.begin()->first < rank) {
      Wrong("rule 5: place ", std::to_string(number.value), " overtook in ", TellRow(room));
    }
  }
}

// The funnel accounts for everybody who joined.
void RuleBook::CheckNumbers(const Door& door) {
  const RoomFunnel f = door.funnel.value_or(RoomFunnel{});
  const bool in = f.joined == f.admitted + f.left_waiting + door.room.waiting;
  const bool out =
      f.admitted == door.room.active + f.left_active + f.no_shows + f.timed_out + f.payments;
  if (!in || !out)
    Wrong("the funnel does not add up: ", TellRow(f), " beside ", TellRow(door.room));
}

}  // namespace onsale::sim
