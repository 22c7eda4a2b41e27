// The checker's rules for what time changes: holds and turns end, and waiting tokens are admitted.
#include <algorithm>

#include "histories/check/rules.h"

namespace onsale::histories {

// When the turn ends: with its time to choose or its last hold, whichever is later.
Span Rules::EndOf(std::uint32_t room, std::uint32_t rank) {
  const Token& token = state_.TokenAt(room, rank);
  Span end = token.choose;
  for (const std::uint32_t index : state_.UserAt(token.user).open) {
    const Booking& booking = state_.bookings[index];
    if (booking.status != Hold::kHeld || booking.room != room || booking.token != rank) continue;
    end.lo = std::max(end.lo, booking.until.lo);
    end.hi = std::max(end.hi, booking.until.hi);
  }
  return end;
}

void Rules::EndHold(std::uint32_t index, Hold status) {
  Booking& booking = state_.bookings[index];
  std::vector<std::uint32_t>& owners = state_.Edit(state_.owners[booking.show]);
  for (std::size_t seat = 0; seat < owners.size(); ++seat) {
    if (owners[seat] == index) owners[seat] = 0;
  }
  std::erase(state_.Edit(state_.UserAt(booking.user).open), index);
  Booking& changed = state_.Edit(booking);
  changed.status = status;
  // If the holder may have left in time or cancelled the hold, the booking may be CANCELLED
  // instead.
  const bool has_left = state_.TokenAt(booking.room, booking.token).in_doubt;
  changed.in_doubt = status == Hold::kExpired && (has_left || booking.may_be_cancelled);
}

// Ends a token's turn, or its wait, at `from` at the earliest. Admits nobody.
void Rules::EndTurn(std::uint32_t number, std::uint32_t rank, Reason reason, std::int64_t from) {
  Token& token = state_.TokenAt(number, rank);
  User& user = state_.UserAt(token.user);
  const std::vector<std::uint32_t> open = user.open;
  for (const std::uint32_t index : open) {
    const Booking& booking = state_.bookings[index];
    if (booking.status != Hold::kHeld || booking.room != number || booking.token != rank) continue;
    EndHold(index, reason == Reason::kTimeUp ? Hold::kExpired : Hold::kCancelled);
  }
  Room& room = state_.rooms[number];
  if (token.status == Status::kWaiting) {
    state_.SetWaiting(number, rank, -1);
  } else {
    --state_.Edit(room.active);
    state_.Edit(room.vacant_from) = std::min(room.vacant_from, from);
  }
  state_.Edit(token.status) = Status::kEnded;
  const Reason known = later_facts_.Of(number, rank).reason;
  const bool unknown = token.in_doubt && reason == Reason::kTimeUp && known != reason;
  state_.Edit(token.reason) = unknown ? Reason::kOther : reason;
  state_.Edit(user.live[number]) = 0;
}

// When the token's time to choose ends, as far as the answers show.
Span Rules::ChooseUntil(std::uint32_t room, std::uint32_t rank, Span admitted) const {
  const std::int64_t length = std::int64_t{state_.world.active_ms} * 1000;
  const Known& known = later_facts_.Of(room, rank);
  // With several servers a read's time is not a lower bound: it may be later than the next
  // change's.
  const std::int64_t waited = state_.world.nodes == 1 ? known.waited : 0;
  const Span span{std::max({admitted.lo + length, waited + length, known.choosing}),
                  std::min(admitted.hi + length, known.choose_most)};
  // If the facts contradict each other, the check of a later answer will fail.
  return span.lo <= span.hi ? span : Span{admitted.lo + length, admitted.hi + length};
}

// The earliest moment at which an unobserved end of a turn may have freed a slot of the room.
std::int64_t Rules::MaybeFrom(std::uint32_t room) const {
  std::int64_t from = INT64_MAX;
  for (const Due& entry : state_.maybe_over) {
    if (entry.room == room) from = std::min(from, entry.from);
  }
  return from;
}

void Rules::Admit(std::uint32_t number, std::int64_t now, std::uint32_t most) {
  Room& room = state_.rooms[number];
  const auto is_free = [&] { return room.active + room.unswept.size() < state_.world.capacity; };
  for (; is_free() && room.waiting > 0; --most) {
    // The slots that remain have been free since an unknown time, so vacant_from stays.
    if (most == 0) return;
    std::uint32_t rank = room.next;
    while (room.tokens[rank - 1].status != Status::kWaiting) ++rank;
    Token& token = room.tokens[rank - 1];
    state_.SetWaiting(number, rank, -1);
    ++state_.Edit(room.active);
    state_.Edit(token.status) = Status::kActive;
    const std::int64_t free = room.in_doubt ? 0 : std::min(room.vacant_from, MaybeFrom(number));
    const std::int64_t from = std::max(std::min(now, free), std::min(now, token.issued_ms * 1000));
    state_.Edit(token.choose) = ChooseUntil(number, rank, {from, now});
    state_.Edit(room.next) = rank + 1;
    state_.PushDue({token.choose.lo, number, rank});
  }
  const bool known = room.unswept.empty() && room.vacant_from != INT64_MAX;
  if (known) state_.Edit(room.vacant_from) = INT64_MAX;
}

Rules::Over Rules::LookAt(const Due& entry, std::int64_t now, Span& end) {
  if (entry.room == 0) {
    if (entry.index >= state_.bookings.size()) return Over::kGone;
    const Booking& booking = state_.bookings[entry.index];
    if (booking.status != Hold::kHeld) return Over::kGone;
    end = booking.until;
  } else {
    if (entry.index > state_.rooms[entry.room].tokens.size()) return Over::kGone;
    if (state_.TokenAt(entry.room, entry.index).status != Status::kActive) return Over::kGone;
    end = EndOf(entry.room, entry.index);
  }
  if (end.hi <= now) return Over::kYes;
  return end.lo <= now ? Over::kMaybe : Over::kNo;
}

void Rules::End(const Due& entry, std::int64_t from) {
  if (entry.room == 0) {
    EndHold(entry.index, Hold::kExpired);
  } else {
    EndTurn(entry.room, entry.index, Reason::kTimeUp, from);
  }
}

void Rules::PassDue(Passing passing) {
  while (!state_.due.empty() && state_.due.begin()->from <= passing.due_by) {
    const Due entry = *state_.due.begin();
    state_.PopDue();
    Span end;
    const Over over = LookAt(entry, passing.due_by, end);
    if (over == Over::kGone) continue;
    if (end.lo > entry.from) {
      // The end has moved: queues the entry again, because turns must end in order, as each end
      // admits the next token.
      state_.PushDue({end.lo, entry.room, entry.index});
    } else if (over == Over::kMaybe) {
      state_.Edit(state_.maybe_over).push_back(entry);
    } else {
      End(entry, end.lo);
      if (entry.room != 0) Admit(entry.room, passing.now);
    }
  }
}

// Decides again about the holds and turns that may have ended: time or an answer may have decided
// it.
void Rules::PassMaybe(Passing passing) {
  const std::vector<Due> entries = state_.maybe_over;
  state_.Edit(state_.maybe_over).clear();
  for (const Due& entry : entries) {
    Span end;
    switch (LookAt(entry, passing.due_by, end)) {
      case Over::kGone:
        break;
      case Over::kMaybe:
        state_.maybe_over.push_back(entry);
        break;
      case Over::kNo:
        state_.PushDue({end.lo, entry.room, entry.index});
        break;
      case Over::kYes:
        End(entry, end.lo);
        if (entry.room != 0) Admit(entry.room, passing.now);
    }
  }
}

void Rules::PassEnds(Passing passing) {
  PassDue(passing);
  if (!state_.maybe_over.empty()) PassMaybe(passing);
}

void Rules::PassTime(Passing passing) {
  for (Room& room : state_.rooms) {
    if (!room.unswept.empty()) state_.Edit(room.unswept).clear();
  }
  PassEnds(passing);
  for (std::uint32_t room = 1; room <= state_.world.rooms; ++room) {
    if (state_.rooms[room].vacant_from != INT64_MAX) Admit(room, passing.now);
  }
}

std::int64_t Rules::OverBy(const Due& entry) {
  Span end;
  return LookAt(entry, 0, end) == Over::kGone ? INT64_MAX : end.hi;
}

bool Rules::EndMaybe(const Due& entry, std::int64_t now) {
  Span end;
  const Over over = LookAt(entry, now, end);
  // Over::kYes is possible: a guess within this batch may have ended the hold that prolonged the
  // turn.
  if (over != Over::kMaybe && over != Over::kYes) return false;
  if (entry.room != 0 && later_facts_.Of(entry.room, entry.index).active >= now) return false;
  End(entry, end.lo);
  return true;
}

}  // namespace onsale::histories
