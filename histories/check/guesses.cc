// Events without a known time: tried when an answer needs them, and applied before they become
// impossible.
#include <algorithm>

#include "histories/check/judge.h"

namespace onsale::histories {
namespace {

// Room 0 has no bit.
std::uint64_t RoomBit(std::uint32_t room) {
  return room == 0 ? 0 : std::uint64_t{1} << (room - 1);
}

}  // namespace

// The rooms that the operation may depend on, as bits: its own, and those of its user's ambiguous
// operations.
std::uint64_t Judge::RoomsNear(const Op& op) const {
  std::uint64_t rooms = RoomBit(op.room);
  for (const Loose& loose : loose_) {
    if (loose.op.user == op.user) rooms |= RoomBit(loose.op.room);
  }
  return rooms;
}

// Whether the guess may affect the operation.
bool Judge::IsNear(const Op& guess, const Op& op, std::uint64_t rooms) {
  return guess.user == op.user || (rooms & RoomBit(guess.room)) != 0;
}

// Whether it may precede the operation being applied (which may be its own last attempt).
bool Judge::MayBe(const Loose& loose, std::int64_t now) const {
  return !loose.done && loose.at.lo <= now && loose.op.began < playing_answered_;
}

// Marks what an ambiguous operation may have changed: rooms with a freed slot, tokens whose holder
// left, cancelled holds.
void Judge::NoteDoubt() {
  for (Room& room : state_.rooms) room.in_doubt = false;
  for (const Loose& loose : loose_) {
    const Kind kind = loose.op.kind;
    const bool frees = kind == Kind::kLeave || kind == Kind::kPay || kind == Kind::kCancel;
    if (!frees) continue;
    Room& room = state_.rooms[loose.op.room];
    if (!loose.done) room.in_doubt = true;
    const bool leaves = kind == Kind::kLeave && loose.op.token <= room.tokens.size();
    if (leaves) room.tokens[loose.op.token - 1].in_doubt = !loose.done;
    if (!loose.refused || loose.op.began >= playing_answered_) continue;
    const auto found = state_.by_id.find({loose.op.ask[0], loose.op.ask[1]});
    if (found == state_.by_id.end()) continue;
    Booking& booking = state_.bookings[found->second];
    if (booking.user == loose.op.user) booking.may_be_cancelled = !loose.done;
  }
}

// After a guess: tries the operation, then further guesses. A slot that the guess freed may already
// be taken, in a batch without an answer; a slot freed in this batch is not.
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
  // Without its hold, the turn may have ended.
  rules_.PassEnds({at.hi, at.hi});
  if (tries()) return true;
  state_.TakeBackTo(point);
  return false;
}

// Tries the operation after one guessed event (an ambiguous operation, the end of a hold or turn,
// an admission), and after up to `guesses` - 1 more.
bool Judge::TryGuess(const Op& op, Span at, int guesses) {
  const std::size_t point = state_.Point();
  const std::uint64_t rooms = RoomsNear(op);
  for (Loose& loose : loose_) {
    if (!IsNear(loose.op, op, rooms) || tries_ >= kTriesMost) continue;
    ++tries_;
    if (MayBe(loose, at.hi) && Insert(loose, at.hi) && GoOn(op, at, {loose.op.room, guesses - 1}))
      return true;
    state_.TakeBackTo(point);
  }
  std::vector<Due> maybe = state_.maybe_over;
  // Ordered by earliest certain end.
  std::ranges::stable_sort(maybe, {}, [this](const Due& due) { return rules_.OverBy(due); });
  for (const Due& entry : maybe) {
    const std::uint32_t room = entry.room != 0 ? entry.room : state_.bookings[entry.index].room;
    if ((rooms & RoomBit(room)) == 0 || tries_ >= kTriesMost) continue;
    ++tries_;
    if (rules_.EndMaybe(entry, at.hi) && GoOn(op, at, {entry.room, guesses - 1})) return true;
    state_.TakeBackTo(point);
  }
  // A slot that may have been free before this batch may already be taken.
  for (std::uint32_t room = 1; room <= state_.world.rooms; ++room) {
    const Room& one = state_.rooms[room];
    if ((rooms & RoomBit(room)) == 0 || one.waiting == 0 || one.vacant_from >= at.lo) continue;
    rules_.Admit(room, at.hi, 1);
    if (GoOn(op, at, {0, guesses - 1})) return true;
    state_.TakeBackTo(point);
  }
  // A guess made within this batch may have ended a turn. Its slot may have been given away before
  // the batch.
  if (!state_.due.empty() && state_.due.begin()->from <= at.hi) {
    rules_.PassEnds({at.hi, at.hi});
    if (GoOn(op, at, {0, guesses - 1})) return true;
    state_.TakeBackTo(point);
  }
  return false;
}

// Ends possibly ended turns one after the other until the operation fits: after a time without
// answers a whole queue may have advanced.
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

// Tries possible earlier events, alone and then together, until the operation fits.
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

// Whether all later changes were decided at this time or after it. With several servers, a read may
// have a later time than the next change.
bool Judge::TellsTime(const Op& op) const {
  if (state_.world.nodes == 1) return true;
  const bool fresh = !op.lost && (op.key == 0 || op.key == op.number);
  return fresh && op.said == Said::kCreated;
}

// Applies the ambiguous operations that certainly happened before the next batch.
bool Judge::InsertDue(const Op& next) {
  std::vector<Loose*> due;
  for (Loose& loose : loose_) {
    const bool over = !loose.done && loose.at.hi < next.at_us && loose.at.hi < loose.op.at_us;
    if (over) due.push_back(&loose);
  }
  std::ranges::sort(due, {}, [](const Loose* loose) { return loose->at.lo; });
  for (Loose* loose : due) {
    if (loose->done) continue;
    PassTime(loose->at);
    if (loose->done) continue;
    const bool done = AfterLastChances(&loose->op, loose->at.hi, [&] {
      return TakeWithin(loose->op, loose->at) || Explain(loose->op, loose->at, kGuessesDeep);
    });
    if (!done) {
      Fail(loose->op, "an operation whose first answer was lost fits nowhere");
      return false;
    }
    loose->done = true;
  }
  return true;
}

// Applies it before or after any event that is due within `at`.
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

bool Judge::Fits(const Loose& loose, std::int64_t now) {
  const std::size_t point = state_.Point();
  const bool fits = TakeAt(loose.op, {loose.at.lo, std::min(loose.at.hi, now)});
  state_.TakeBackTo(point);
  return fits;
}

// The ambiguous operations that could happen now, and must happen at some time.
std::vector<Judge::Loose*> Judge::Chances(const Op* next, std::int64_t now) {
  std::vector<Loose*> found;
  const std::uint64_t rooms = next == nullptr ? 0 : RoomsNear(*next);
  for (Loose& loose : loose_) {
    if (loose.refused || !MayBe(loose, now) || loose.at.hi < written_until_) continue;
    if (next != nullptr && !IsNear(loose.op, *next, rooms)) continue;
    if (Fits(loose, now)) found.push_back(&loose);
  }
  return found;
}

// Calls act(). If an ambiguous operation no longer fits afterwards, applies that first.
bool Judge::AfterLastChances(const Op* next, std::int64_t now, const std::function<bool()>& act) {
  const std::vector<Loose*> chances = Chances(next, now);
  const std::size_t point = state_.Point();
  const bool done = act();
  std::vector<Loose*> lost;
  std::ranges::copy_if(chances, std::back_inserter(lost),
                       [&](Loose* loose) { return !done || (!loose->done && !Fits(*loose, now)); });
  if (lost.empty() || !done) return done;
  state_.TakeBackTo(point);
  // First those that do not affect the others.
  std::ranges::stable_sort(lost, {}, [](const Loose* loose) { return loose->op.Creates(); });
  for (Loose* loose : lost) Insert(*loose, now);
  if (act()) return true;
  state_.TakeBackTo(point);
  return act();
}

bool Judge::Insert(Loose& loose, std::int64_t now) {
  const Span at{loose.at.lo, std::min(loose.at.hi, now)};
  if (!(loose.refused ? rules_.CancelUnheard(loose.op, at) : TakeAt(loose.op, at))) return false;
  loose.done = true;
  state_.Note([&loose] { loose.done = false; });
  return true;
}

// Passes time event by event, so that ambiguous operations can happen in between.
void Judge::PassTime(Span now) {
  if (loose_.empty()) return rules_.PassTime({.due_by = now.lo, .now = now.hi});
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
