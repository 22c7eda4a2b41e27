// Part of Judge: guesses about events without a known time. They are tried when an answer does not
// fit without them, and applied before they become impossible.
#include <algorithm>

#include "histories/check/judge.h"

namespace onsale::histories {
namespace {

// The bit of a room in a set of rooms; no bit for 0, which stands for no room.
std::uint64_t RoomBit(std::uint32_t room) {
  return room == 0 ? 0 : std::uint64_t{1} << (room - 1);
}

}  // namespace

// The rooms on which the operation may depend, as bits: its own room, and the rooms of its user's
// ambiguous operations.
std::uint64_t Judge::RoomsNear(const Op& op) const {
  std::uint64_t rooms = RoomBit(op.room);
  for (const AmbiguousOp& ambiguous : ambiguous_) {
    if (ambiguous.op.user == op.user) rooms |= RoomBit(ambiguous.op.room);
  }
  return rooms;
}

// Whether the guessed operation may affect `op`: they share the user or a room.
bool Judge::IsNear(const Op& guess, const Op& op, std::uint64_t rooms) {
  return guess.user == op.user || (rooms & RoomBit(guess.room)) != 0;
}

// Whether the ambiguous operation may have happened before the operation that is being applied,
// which may be its own last attempt.
bool Judge::MayBe(const AmbiguousOp& ambiguous, std::int64_t now) const {
  return !ambiguous.done && ambiguous.at.lo <= now && ambiguous.op.began < playing_answered_;
}

// Marks what ambiguous operations may have changed: rooms where they may have freed a slot, tokens
// that may have left, holds that may be cancelled.
void Judge::NoteDoubt() {
  for (Room& room : state_.rooms) room.in_doubt = false;
  for (const AmbiguousOp& ambiguous : ambiguous_) {
    const Kind kind = ambiguous.op.kind;
    const bool frees = kind == Kind::kLeave || kind == Kind::kPay || kind == Kind::kCancel;
    if (!frees) continue;
    Room& room = state_.rooms[ambiguous.op.room];
    if (!ambiguous.done) room.in_doubt = true;
    const bool leaves = kind == Kind::kLeave && ambiguous.op.token <= room.tokens.size();
    if (leaves) room.tokens[ambiguous.op.token - 1].in_doubt = !ambiguous.done;
    if (!ambiguous.refused || ambiguous.op.began >= playing_answered_) continue;
    const auto found = state_.by_id.find({ambiguous.op.arguments[0], ambiguous.op.arguments[1]});
    if (found == state_.by_id.end()) continue;
    Booking& booking = state_.bookings[found->second];
    if (booking.user == ambiguous.op.user) booking.may_be_cancelled = !ambiguous.done;
  }
}

// Tries the operation after a guess, with `guess.more` further guesses. If the guess freed a slot
// before this batch, a waiting token may already have it; if within this batch, not yet.
bool Judge::GoOn(const Op& op, Span at, const Guess& guess) {
  const std::size_t point = state_.Point();
  const auto tries = [&] {
    return TakeAt(op, at) || (guess.more > 0 && TryGuess(op, at, guess.more));
  };
  if (tries()) return true;
  state_.TakeBackTo(point);
  if (guess.room != 0 && state_.rooms[guess.room].waiting > 0) {
    rules_.Admit(guess.room, at.hi, 1);
    if (tries()) return true;
    state_.TakeBackTo(point);
  }
  // The guess may have ended a hold that prolonged a turn, so that the turn has ended too.
  rules_.PassEnds({at.hi, at.hi});
  if (tries()) return true;
  state_.TakeBackTo(point);
  return false;
}

// Tries the operation after one guessed event, and after up to `guesses` - 1 more. An event is an
// ambiguous operation, the end of a hold or turn, or an admission.
bool Judge::TryGuess(const Op& op, Span at, int guesses) {
  const std::size_t point = state_.Point();
  const std::uint64_t rooms = RoomsNear(op);
  for (AmbiguousOp& ambiguous : ambiguous_) {
    if (!IsNear(ambiguous.op, op, rooms) || tries_ >= kTriesMost) continue;
    ++tries_;
    if (MayBe(ambiguous, at.hi) && Insert(ambiguous, at.hi) &&
        GoOn(op, at, {ambiguous.op.room, guesses - 1}))
      return true;
    state_.TakeBackTo(point);
  }
  std::vector<Due> maybe = state_.maybe_over;
  // Ends of holds and turns are tried in the order in which they become certain.
  std::ranges::stable_sort(maybe, {}, [this](const Due& due) { return rules_.OverBy(due); });
  for (const Due& entry : maybe) {
    const std::uint32_t room = entry.room != 0 ? entry.room : state_.bookings[entry.index].room;
    if ((rooms & RoomBit(room)) == 0 || tries_ >= kTriesMost) continue;
    ++tries_;
    if (rules_.EndMaybe(entry, at.hi) && GoOn(op, at, {entry.room, guesses - 1})) return true;
    state_.TakeBackTo(point);
  }
  // A slot that may have been free before this batch may already belong to a waiting token.
  for (std::uint32_t room = 1; room <= state_.world.rooms; ++room) {
    const Room& one = state_.rooms[room];
    if ((rooms & RoomBit(room)) == 0 || one.waiting == 0 || one.vacant_from >= at.lo) continue;
    rules_.Admit(room, at.hi, 1);
    if (GoOn(op, at, {0, guesses - 1})) return true;
    state_.TakeBackTo(point);
  }
  // A guess within this batch may have moved the end of a hold or turn to before the batch: it is
  // over then, and its slot may belong to a token that was waiting.
  if (!state_.due.empty() && state_.due.begin()->from <= at.hi) {
    rules_.PassEnds({at.hi, at.hi});
    if (GoOn(op, at, {0, guesses - 1})) return true;
    state_.TakeBackTo(point);
  }
  return false;
}

// Ends turns that may have ended, one after the other, until the operation fits: while no answer
// was received, a whole queue may have advanced.
bool Judge::TryMany(const Op& op, Span at) {
  const std::size_t point = state_.Point();
  const std::uint64_t rooms = RoomsNear(op);
  for (int ended = 0; ended < kManyMost; ++ended) {
    std::vector<Due> maybe = state_.maybe_over;
    std::ranges::sort(maybe);
    const auto ends = [&](const Due& entry) {
      return (rooms & RoomBit(entry.room)) != 0 && rules_.EndMaybe(entry, at.hi);
    };
    const auto next = std::ranges::find_if(maybe, ends);
    if (next == maybe.end()) break;
    rules_.Admit(next->room, at.hi, 1);
    rules_.PassTime(at.hi);
    if (TakeAt(op, at)) return true;
  }
  state_.TakeBackTo(point);
  return false;
}

// Tries guessed earlier events, first one, then several together, until the operation fits.
bool Judge::Explain(const Op& op, Span at, int guesses) {
  tries_ = 0;
  for (int deep = 1; deep <= guesses; ++deep) {
    const bool found = TryGuess(op, at, deep) || (deep == kManyFrom && TryMany(op, at));
    if (!found) continue;
    ++figures_.guessed;
    NoteDoubt();
    return true;
  }
  return false;
}

// Whether the operation's time is a lower bound for all later changes. With several servers a read
// is not: it may have a later time than the next change.
bool Judge::TellsTime(const Op& op) const {
  if (state_.world.nodes == 1) return true;
  const bool fresh = !op.lost && (op.key == 0 || op.key == op.number);
  return fresh && op.result == ResultCode::kCreated;
}

// Applies the ambiguous operations that must have happened before `next`.
bool Judge::InsertDue(const Op& next) {
  std::vector<AmbiguousOp*> due;
  for (AmbiguousOp& ambiguous : ambiguous_) {
    const bool over =
        !ambiguous.done && ambiguous.at.hi < next.at_us && ambiguous.at.hi < ambiguous.op.at_us;
    if (over) due.push_back(&ambiguous);
  }
  std::ranges::sort(due, {}, [](const AmbiguousOp* ambiguous) { return ambiguous->at.lo; });
  for (AmbiguousOp* ambiguous : due) {
    if (ambiguous->done) continue;
    PassTime(ambiguous->at);
    if (ambiguous->done) continue;
    const bool done = AfterLastChances(&ambiguous->op, ambiguous->at.hi, [&] {
      return TakeWithin(ambiguous->op, ambiguous->at) ||
             Explain(ambiguous->op, ambiguous->at, kGuessesDeep);
    });
    if (!done) {
      Fail(ambiguous->op, "an operation whose first answer was lost has no possible position");
      return false;
    }
    ambiguous->done = true;
  }
  return true;
}

// Applies the operation within the span `at`, before or after any hold or turn that ends in that
// span.
bool Judge::TakeWithin(const Op& op, Span at) {
  if (TakeAt(op, at)) return true;
  const std::size_t point = state_.Point();
  while (!state_.due.empty() && state_.due.begin()->from <= at.hi) {
    rules_.PassTime({.due_by = state_.due.begin()->from, .now = at.hi});
    if (TakeAt(op, at)) return true;
  }
  state_.TakeBackTo(point);
  return false;
}

bool Judge::Fits(const AmbiguousOp& ambiguous, std::int64_t now) {
  const std::size_t point = state_.Point();
  const bool fits = TakeAt(ambiguous.op, {ambiguous.at.lo, std::min(ambiguous.at.hi, now)});
  state_.TakeBackTo(point);
  return fits;
}

// The ambiguous operations that certainly happened (their retry was not refused) and may be applied
// now: those that may affect `next`, or all if it is null.
std::vector<Judge::AmbiguousOp*> Judge::Chances(const Op* next, std::int64_t now) {
  std::vector<AmbiguousOp*> found;
  const std::uint64_t rooms = next == nullptr ? 0 : RoomsNear(*next);
  for (AmbiguousOp& ambiguous : ambiguous_) {
    if (ambiguous.refused || !MayBe(ambiguous, now) || ambiguous.at.hi < written_until_) continue;
    if (next != nullptr && !IsNear(ambiguous.op, *next, rooms)) continue;
    if (Fits(ambiguous, now)) found.push_back(&ambiguous);
  }
  return found;
}

// Calls act(). If afterwards an ambiguous operation no longer fits, undoes act() and applies that
// operation first.
bool Judge::AfterLastChances(const Op* next, std::int64_t now, const std::function<bool()>& act) {
  const std::vector<AmbiguousOp*> chances = Chances(next, now);
  const std::size_t point = state_.Point();
  const bool done = act();
  std::vector<AmbiguousOp*> lost;
  std::ranges::copy_if(chances, std::back_inserter(lost), [&](AmbiguousOp* ambiguous) {
    return !done || (!ambiguous->done && !Fits(*ambiguous, now));
  });
  if (lost.empty() || !done) return done;
  state_.TakeBackTo(point);
  // Applies ambiguous leaves and reads of a live token before operations that create something.
  std::ranges::stable_sort(lost, {},
                           [](const AmbiguousOp* ambiguous) { return ambiguous->op.Creates(); });
  for (AmbiguousOp* ambiguous : lost) Insert(*ambiguous, now);
  if (act()) return true;
  state_.TakeBackTo(point);
  return act();
}

bool Judge::Insert(AmbiguousOp& ambiguous, std::int64_t now) {
  const Span at{ambiguous.at.lo, std::min(ambiguous.at.hi, now)};
  if (!(ambiguous.refused ? rules_.CancelUnheard(ambiguous.op, at) : TakeAt(ambiguous.op, at)))
    return false;
  ambiguous.done = true;
  state_.Note([&ambiguous] { ambiguous.done = false; });
  return true;
}

// Ends holds and turns one at a time, so that ambiguous operations can be applied in between.
void Judge::PassTime(Span now) {
  if (ambiguous_.empty()) return rules_.PassTime({.due_by = now.lo, .now = now.hi});
  while (!state_.due.empty() && state_.due.begin()->from < now.lo) {
    const std::int64_t due_by = state_.due.begin()->from;
    (void)AfterLastChances(nullptr, now.lo, [&] {
      rules_.PassTime({.due_by = due_by, .now = now.hi});
      return true;
    });
  }
  (void)AfterLastChances(nullptr, now.lo, [&] {
    rules_.PassTime({.due_by = now.lo, .now = now.hi});
    return true;
  });
}

}  // namespace onsale::histories
