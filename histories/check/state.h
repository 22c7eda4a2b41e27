// What the sale looks like at one place of the order, as far as a history tells: wallets with their
// ledgers, seats, reservations, lines. Holds and turns that a history does not show exactly are kept
// as spans.
//
// Units:    microseconds since 1970, unless a name says otherwise.
// Shape:    every change can be taken back to a point that was noted, so that a guess can be tried.
// Owner:    everything; references stay good until they are taken back.
// Threads:  one.
#pragma once

#include <compare>
#include <cstdint>
#include <deque>
#include <functional>
#include <set>
#include <unordered_map>
#include <vector>

#include "histories/history/op.h"
#include "histories/world.h"

namespace onsale::histories {

// A moment that is not known better than this, both ends included.
struct Span {
  std::int64_t lo = 0;
  std::int64_t hi = 0;
};

struct Id {
  std::int64_t high = 0;
  std::int64_t low = 0;
  bool operator==(const Id&) const = default;
  bool IsNil() const { return high == 0 && low == 0; }
};
struct IdHash {
  std::size_t operator()(const Id& id) const {
    return static_cast<std::size_t>(id.low) * 0x9E3779B97F4A7C15U ^
           static_cast<std::size_t>(id.high);
  }
};

struct Booking {
  Id id;
  std::uint32_t user = 0;
  std::uint32_t room = 0;
  std::uint32_t token = 0;
  std::uint32_t show = 0;
  std::int64_t seats = 0;  // bits
  Hold status = Hold::kHeld;
  std::int64_t created_ms = 0;
  Span until;
  Id payment;
  std::int64_t paid_ms = 0;
  bool may_be_cancelled = false;  // while HELD: by a cancel whose answer was lost
  bool in_doubt = false;          // EXPIRED, unless it was given back before: the next answer tells
};

struct Token {
  std::uint32_t user = 0;
  Status status = Status::kWaiting;
  Reason reason = Reason::kNone;  // kOther: time was up, or the holder left before
  std::int64_t issued_ms = 0;
  Span choose;            // the end of choosing; while ACTIVE
  bool in_doubt = false;  // its holder may have left
};

struct LedgerLine {
  bool is_charge = false;
  std::int64_t amount = 0;
  std::int64_t balance = 0;
  Id id;
  Span at;
  std::uint64_t step = 0;  // of the order
};

struct User {
  std::int64_t balance = 0;
  std::vector<LedgerLine> ledger;
  std::vector<std::uint32_t> open;  // bookings HELD or CONFIRMED, in order
  std::vector<std::uint32_t> live;  // by room: the place of the token that is not ENDED, or 0
};

// How many wait, by place: prefix sums that change.
class WaitingLine {
 public:
  void Append();  // a place more, with nobody waiting
  void Pop();     // that place again
  void Add(std::uint32_t place, int change);
  std::int64_t Before(std::uint32_t place) const;

 private:
  std::vector<std::int32_t> tree_{0};
};

struct Room {
  std::deque<Token> tokens;  // place 1 first
  WaitingLine line;
  std::uint32_t next = 1;  // nobody before this place waits
  std::uint32_t active = 0;
  std::uint32_t waiting = 0;
  std::int64_t vacant_from =
      INT64_MAX;  // since when a slot may have been free; while somebody waits
  // Users whose turn ended within a batch, by giving back the hold that kept it on: their slots are
  // free at its end, or when they join again.
  std::vector<std::uint32_t> unswept;
  // Somebody may have left whom the order does not show yet: then nobody can say who was let in when.
  bool in_doubt = false;
};

// Something that ends by itself: a booking's hold or a token's turn.
struct Due {
  std::int64_t from = 0;  // not before
  std::uint32_t room = 0;
  std::uint32_t index = 0;  // of the booking, if room is 0; else the token's place
  auto operator<=>(const Due&) const = default;
};

class State {
 public:
  explicit State(const World& world);

  const World world;
  std::deque<User> users;
  std::deque<Room> rooms;        // [0] is unused
  std::deque<Booking> bookings;  // [0] is unused
  std::unordered_map<Id, std::uint32_t, IdHash> by_id;
  std::deque<std::vector<std::uint32_t>> owners;  // by show, by seat: a booking, or 0
  std::set<Due> due;                              // may hold some that mean nothing any more
  std::vector<Due> maybe_over;                    // may have ended, or may not

  User& UserAt(std::uint32_t number);
  Token& TokenAt(std::uint32_t room, std::uint32_t place) { return rooms[room].tokens[place - 1]; }

  // To change something: gives it after noting what it was.
  template <class Value>
  Value& Edit(Value& value) {
    undo_.emplace_back([&value, old = value] { value = old; });
    return value;
  }
  void Note(std::function<void()> undo) { undo_.push_back(std::move(undo)); }

  void PushDue(const Due& entry);
  void PopDue();
  std::uint32_t AddBooking(const Booking& booking);
  void AddLine(User& user, const LedgerLine& line);
  std::uint32_t AddToken(std::uint32_t room, const Token& token);
  void SetWaiting(std::uint32_t room, std::uint32_t place, int change);

  std::size_t Point() const { return undo_.size(); }
  void TakeBackTo(std::size_t point);
  // What was done stays.
  void Settle() { undo_.clear(); }

 private:
  std::vector<std::function<void()>> undo_;
};

}  // namespace onsale::histories
