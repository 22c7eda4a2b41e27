// The state of the sale at one point of the order, as far as a history shows it: wallets with their
// ledgers, seats, reservations, queues. Times that are not known exactly are spans.
//
// Units:    microseconds since 1970, unless a name says otherwise.
// Shape:    every change can be undone back to a noted point, so that a guess can be tried.
// Owner:    owns everything; references stay valid until their change is undone.
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

// A span in which a moment lies that is not known exactly; both ends are included.
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
  std::int64_t seats = 0;  // seat numbers as bits
  Hold status = Hold::kHeld;
  std::int64_t created_ms = 0;
  Span until;
  Id payment;
  std::int64_t paid_ms = 0;
  bool may_be_cancelled = false;  // while HELD: a cancel whose answer was lost
  bool in_doubt = false;          // EXPIRED or CANCELLED: the next answer shows which
};

struct Token {
  std::uint32_t user = 0;
  Status status = Status::kWaiting;
  Reason reason = Reason::kNone;  // kOther: kTimeUp or kLeft, not known yet
  std::int64_t issued_ms = 0;
  Span choose;            // while ACTIVE: when its time to choose ends
  bool in_doubt = false;  // the holder may have left
};

struct LedgerLine {
  bool is_charge = false;
  std::int64_t amount = 0;
  std::int64_t balance = 0;
  Id id;
  Span at;
  std::uint64_t step = 0;  // the step of the order that added the entry
};

struct User {
  std::int64_t balance = 0;
  std::vector<LedgerLine> ledger;
  std::vector<std::uint32_t> open;  // bookings HELD or CONFIRMED, oldest first
  std::vector<std::uint32_t> live;  // by room: queue number of the live token, or 0
};

// The waiting tokens of a room, counted by queue number in a Fenwick tree.
class WaitingLine {
 public:
  void Append();  // adds a queue number whose token does not wait
  void Pop();     // removes the last queue number
  void Add(std::uint32_t rank, int change);
  std::int64_t Before(std::uint32_t rank) const;

 private:
  std::vector<std::int32_t> tree_{0};
};

struct Room {
  std::deque<Token> tokens;  // at queue number - 1
  WaitingLine line;
  std::uint32_t next = 1;  // no smaller queue number waits
  std::uint32_t active = 0;
  std::uint32_t waiting = 0;
  std::int64_t vacant_from = INT64_MAX;  // since when a slot may be free although a token waits
  // Users whose turn ended within the current batch because its last hold was cancelled. Their
  // slots become free at the end of the batch, or when they join again.
  std::vector<std::uint32_t> unswept;
  // An ambiguous operation that is not applied yet may have freed a slot, so admission times are
  // uncertain.
  bool in_doubt = false;
};

// When a booking's hold or a token's turn ends.
struct Due {
  std::int64_t from = 0;  // the earliest moment
  std::uint32_t room = 0;
  std::uint32_t index = 0;  // the booking if room is 0; else the queue number
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
  std::deque<std::vector<std::uint32_t>> owners;  // by show and seat: the booking, or 0
  std::set<Due> due;                              // ends of holds and turns; some are outdated
  std::vector<Due> maybe_over;                    // holds and turns that may have ended

  User& UserAt(std::uint32_t number);
  Token& TokenAt(std::uint32_t room, std::uint32_t rank) { return rooms[room].tokens[rank - 1]; }

  // Returns a member to be changed, and records its old value for an undo.
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
  void SetWaiting(std::uint32_t room, std::uint32_t rank, int change);

  std::size_t Point() const { return undo_.size(); }
  void TakeBackTo(std::size_t point);
  // Makes all changes permanent.
  void Settle() { undo_.clear(); }

 private:
  std::vector<std::function<void()>> undo_;
};

}  // namespace onsale::histories
