// The rule book's rule 5 of docs/rules.md, and rule 2 for turns.

#include "sim/check/rule_book.h"
#include "sim/check/tell.h"

namespace onsale::sim {

using namespace domain;

void RuleBook::Take(const Room& row) {
  CheckedRoom& checked = rooms_[row.id];
  checked.changed = true;
  checked.room = row;
  const Draw before = std::exchange(checked.order.room, row).draw;
  if (row.draw.commitment != before.commitment || row.draw.drawn_at != before.drawn_at) {
    FollowDraw(checked);
  }
}

// Recomputes the admission ranks of all WAITING tokens, after a lobby began or was drawn.
void RuleBook::FollowDraw(CheckedRoom& checked) {
  if (!checked.order.in_lobby()) checked.order.drawn = DrawFrom(checked.room.draw);
  std::map<AdmissionRank, QueueNumber> waiting;
  for (const auto& [rank, number] : checked.waiting) waiting[checked.order.RankOf(number)] = number;
  checked.waiting = std::move(waiting);
}

void RuleBook::Take(const RoomFunnel& row) {
  CheckedRoom& checked = rooms_[row.room];
  checked.changed = true;
  checked.funnel = row;
}

// Adds the token to its room's count of ACTIVE tokens and maps of WAITING and live tokens (delta
// 1), or removes it from them (delta -1).
void RuleBook::Count(CheckedRoom& checked, const QueueToken& token, int delta) {
  const QueueNumber number = token.key.number;
  if (token.status == TokenStatus::kActive) {
    checked.active += delta;
    const std::pair end(token.active_until, token.key);
    delta > 0 ? static_cast<void>(turns_.insert(end)) : static_cast<void>(turns_.erase(end));
  }
  if (token.status == TokenStatus::kWaiting) {
    const AdmissionRank rank = checked.order.RankOf(number);
    if (delta < 0) checked.waiting.erase(rank);
    if (delta > 0) checked.waiting[rank] = number;
  }
  if (token.status == TokenStatus::kExpired) return;
  if (delta < 0) {
    checked.live.erase(token.user);
  } else if (!checked.live.emplace(token.user, number).second) {
    Wrong("rule 5: ", token.user.text(), " has two live tokens in a room");
  }
}

void RuleBook::Take(const QueueToken& row) {
  CheckedRoom& checked = rooms_[row.key.room];
  const auto [at, fresh] = checked.tokens.try_emplace(row.key.number, row);
  QueueToken& token = at->second;
  TokenStatus before = TokenStatus::kWaiting;
  if (!fresh) {
    before = token.status;
    CheckStep(token, row);
    Count(checked, token, -1);
    token = row;
  } else if (at != checked.tokens.begin()) {
    const QueueToken& earlier = std::prev(at)->second;
    if (earlier.issued_at > row.issued_at) Wrong("rule 5: queue numbers are not in order of issue");
  }
  Count(checked, token, 1);
  checked.touched.push_back(row.key.number);
  if (before == TokenStatus::kWaiting && token.activated_at != base::Time{}) {
    checked.admitted.push_back(row.key.number);
  }
}

void RuleBook::CheckStep(const QueueToken& before, const QueueToken& after) {
  const bool same_one = before.user == after.user && before.issued_at == after.issued_at;
  if (!same_one) Wrong("rule 5: a queue number was issued twice: ", TellRow(after));
  if (before.status == TokenStatus::kExpired || after.status < before.status) {
    Wrong("rule 5: a token returned to an earlier status: ", TellRow(after));
  }
}

void RuleBook::CheckToken(const CheckedRoom& checked, const QueueToken& token) {
  const bool active = token.status == TokenStatus::kActive;
  if ((token.status == TokenStatus::kExpired) != (token.expiry_reason != ExpiryReason::kNone)) {
    Wrong("a token and its expiry reason do not match: ", TellRow(token));
  }
  // If more is due than one batch may hold, the turn ends in the next batch.
  if (active && !batch_.more_is_due && batch_.now >= token.active_until) {
    Wrong("rule 2: a turn that has ended is ACTIVE: ", TellRow(token));
  }
  if (active && token.claimed && token.active_until < token.choose_until) {
    Wrong("a turn ends before its time to choose: ", TellRow(token));
  }
  const bool no_show = token.expiry_reason == ExpiryReason::kNoShow;
  if (no_show && batch_.now < token.choose_until && checked.before.waiting == 0) {
    Wrong("rule 5: a no-show although nobody waited: ", TellRow(token));
  }
  if (token.active_until > token.choose_until && !token.claimed) {
    Wrong("rule 5: an unclaimed turn lasts too long: ", TellRow(token));
  }
  if (token.key.number > checked.room.last_number) {
    Wrong("rule 5: a queue number above the last issued one: ", TellRow(token));
  }
}

void RuleBook::CheckRoom(const CheckedRoom& checked) {
  const Room& room = checked.room;
  if (room.active != checked.active || room.waiting != std::ssize(checked.waiting)) {
    Wrong("rule 5: wrong counts; there are ", std::to_string(checked.active), " ACTIVE and ",
          std::to_string(checked.waiting.size()), " WAITING tokens in ", TellRow(room));
  }
  if (!checked.waiting.empty() && !checked.order.in_lobby() &&
      checked.waiting.begin()->first <= room.last_admitted) {
    Wrong("rule 5: queue number ", std::to_string(checked.waiting.begin()->second.value),
          " still waits behind the last admitted rank in ", TellRow(room));
  }
  // While a slot is free and a sale is open, no token may be WAITING.
  if (room.state == RoomState::kOpen && room.waiting > 0 && !batch_.more_is_due) {
    const bool kept_out =
        room.sold_out || room.active >= room.policy.capacity || room.policy.entry_per_minute > 0;
    const bool awaits_sale = room.sale_from > batch_.now;
    if (!awaits_sale && (room.policy.mode == RoomMode::kNoQueue || !kept_out)) {
      Wrong("rule 5: a buyer waits although a slot is free: ", TellRow(room));
    }
  }
  CheckNumbers(checked);
}

void RuleBook::CheckAdmission(const CheckedRoom& checked) {
  const Room& room = checked.room;
  const bool counted = room.policy.mode != RoomMode::kNoQueue && !batch_.changes_policy;
  if (counted && room.active > room.policy.capacity) {
    Wrong("rule 5: admitted above the capacity: ", TellRow(room));
  }
  // If the batch began a new lobby, ranks from before it and after it cannot be compared.
  if (room.draw.commitment != checked.before.draw.commitment) return;
  for (const QueueNumber number : checked.admitted) {
    const AdmissionRank rank = checked.order.RankOf(number);
    if (rank > room.last_admitted || rank <= checked.before.last_admitted) {
      Wrong("rule 5: queue number ", std::to_string(number.value), " was admitted out of order in ",
            TellRow(room));
    }
    if (!checked.waiting.empty() && checked.waiting.begin()->first < rank) {
      Wrong("rule 5: queue number ", std::to_string(number.value), " overtook a waiting one in ",
            TellRow(room));
    }
  }
}

// Checks that the room's funnel adds up: every token that joined was admitted, left, or waits;
// every admitted one is ACTIVE, left, was a no-show, ran out of time, or paid.
void RuleBook::CheckNumbers(const CheckedRoom& checked) {
  const RoomFunnel f = checked.funnel.value_or(RoomFunnel{});
  const bool in = f.joined == f.admitted + f.left_waiting + checked.room.waiting;
  const bool out =
      f.admitted == checked.room.active + f.left_active + f.no_shows + f.timed_out + f.payments;
  if (!in || !out)
    Wrong("the funnel does not add up: ", TellRow(f), " with ", TellRow(checked.room));
}

}  // namespace onsale::sim
