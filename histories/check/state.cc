#include "histories/check/state.h"

namespace onsale::histories {

void WaitingLine::Append() {
  const std::size_t at = tree_.size();
  std::int32_t sum = 0;
  // Sums the children of the new Fenwick tree node, whose own value is 0.
  for (std::size_t child = at - 1; child > at - (at & -at); child -= child & -child) {
    sum += tree_[child];
  }
  tree_.push_back(sum);
}

void WaitingLine::Pop() {
  tree_.pop_back();
}

void WaitingLine::Add(std::uint32_t rank, int change) {
  for (std::size_t i = rank; i < tree_.size(); i += i & -i) tree_[i] += change;
}

std::int64_t WaitingLine::Before(std::uint32_t rank) const {
  std::int64_t sum = 0;
  for (std::size_t i = rank - 1; i > 0; i -= i & -i) sum += tree_[i];
  return sum;
}

State::State(const World& of) : world(of) {
  rooms.resize(world.rooms + 1);
  bookings.resize(1);
  owners.resize(world.shows() + 1, std::vector<std::uint32_t>(world.seats_per_show));
}

User& State::UserAt(std::uint32_t number) {
  while (users.size() <= number) {
    users.emplace_back().live.resize(world.rooms + 1);
  }
  return users[number];
}

void State::PushDue(const Due& entry) {
  if (due.insert(entry).second) Note([this, entry] { due.erase(entry); });
}

void State::PopDue() {
  Note([this, entry = *due.begin()] { due.insert(entry); });
  due.erase(due.begin());
}

std::uint32_t State::AddBooking(const Booking& booking) {
  const auto index = static_cast<std::uint32_t>(bookings.size());
  bookings.push_back(booking);
  by_id.emplace(booking.id, index);
  Note([this] {
    by_id.erase(bookings.back().id);
    bookings.pop_back();
  });
  return index;
}

void State::AddLine(User& user, const LedgerLine& line) {
  user.ledger.push_back(line);
  Note([&user] { user.ledger.pop_back(); });
}

std::uint32_t State::AddToken(std::uint32_t number, const Token& token) {
  Room& room = rooms[number];
  room.tokens.push_back(token);
  room.line.Append();
  Note([&room] {
    room.tokens.pop_back();
    room.line.Pop();
  });
  return static_cast<std::uint32_t>(room.tokens.size());
}

void State::SetWaiting(std::uint32_t number, std::uint32_t rank, int change) {
  Room& room = rooms[number];
  room.line.Add(rank, change);
  room.waiting += static_cast<std::uint32_t>(change);
  Note([&room, rank, change] {
    room.line.Add(rank, -change);
    room.waiting -= static_cast<std::uint32_t>(change);
  });
}

void State::TakeBackTo(std::size_t point) {
  while (undo_.size() > point) {
    undo_.back()();
    undo_.pop_back();
  }
}

}  // namespace onsale::histories
