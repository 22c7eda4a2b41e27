#include "store/memory/row_changes.h"

#include <set>

#include "store/memory/row_checks.h"

namespace onsale::store {

std::expected<void, std::string> RowChanges::Finish() {
  PutRooms();
  PutCatalog();
  if (error_.empty() && extent_ == Extent::kAll) error_ = WrongWithRows(rows_);
  if (error_.empty() && extent_ == Extent::kPut) CheckPut();
  if (!error_.empty()) return std::unexpected(error_);
  return {};
}

// The tables have rooms before tokens, so that the first loaded token of a room is expected after
// those that it has archived.
void RowChanges::PutRow(const domain::Room& room) {
  if (extent_ == Extent::kAll) rows_.BeginAfterArchived(room);
  rooms_.insert_or_assign(room.id, room);
}

// Refuses a queue number without its predecessors that are not archived, because memory grows with
// the largest number. (In a draw it grows with `draw.entries`, archived or not.)
void RowChanges::PutRow(const domain::QueueToken& token) {
  const RoomRows* const room = rows_.RowsOf(token.key.room);
  const std::uint64_t numbers = room == nullptr ? 0 : room->last_number();
  if (room != nullptr && token.key.number.value <= room->freed()) {
    error_ = NameOf(token) + " changes, but its room has archived it";
    return;
  }
  if (token.key.number.value > numbers + 1) {
    error_ = NameOf(token) + " follows queue number " + std::to_string(numbers) +
             ", but the numbers between are missing";
    return;
  }
  const domain::QueueToken* const before = rows_.Find(token.key);
  if (before != nullptr && before->user != token.user) {
    error_ = NameOf(token) + " changes its user";
    return;
  }
  rows_.Put(token);
  if (extent_ == Extent::kPut) tokens_.push_back(token.key);
}

void RowChanges::PutRow(const domain::Seat& seat) {
  const domain::Seat* const before = rows_.Find(seat.key);
  if (extent_ == Extent::kPut) {
    seats_.push_back(seat.key);
    if (before != nullptr) reservations_.push_back(before->reservation);
  }
  rows_.Put(seat);
}

void RowChanges::PutRow(const domain::Reservation& reservation) {
  const RoomRows* const room = rows_.RowsOf(reservation.token.room);
  const std::uint64_t number = reservation.token.number.value;
  const bool is_freed = room != nullptr && number > 0 && number <= room->freed();
  if (is_freed && !domain::IsOpen(reservation.status)) {
    error_ = NameOf(reservation) + " changes, but its room has archived it";
    return;
  }
  const domain::Reservation* const before = rows_.Find(reservation.id);
  if (before != nullptr &&
      (before->user != reservation.user || before->person != reservation.person ||
       before->created_at != reservation.created_at)) {
    error_ = NameOf(reservation) + " changes its user, its person or its time";
    return;
  }
  rows_.Put(reservation);
  if (extent_ == Extent::kPut) reservations_.push_back(reservation.id);
}

void RowChanges::EraseRow(const domain::SeatKey& key) {
  const domain::Seat* const before = rows_.Find(key);
  if (before != nullptr && extent_ == Extent::kPut) {
    reservations_.push_back(before->reservation);
    seats_.push_back(key);
  }
  rows_.Erase(key);
}

void RowChanges::PutRooms() {
  for (const auto& [id, room] : rooms_) {
    if (!error_.empty()) return;
    const RoomRows* const there = rows_.RowsOf(id);
    const std::uint64_t numbers = there == nullptr ? 0 : there->last_number();
    if (room.last_number.value != numbers) {
      error_ = NameOf(room) + " has issued " + std::to_string(room.last_number.value) +
               " queue numbers, but there are " + std::to_string(numbers) + " queue tokens";
      return;
    }
    rows_.Put(room);
  }
}

void RowChanges::PutCatalog() {
  if (!draft_ || !error_.empty()) return;
  auto catalog = draft_->Build();
  if (catalog) {
    rows_.Put(std::move(*catalog));
  } else {
    error_ = catalog.error();
  }
}

void RowChanges::CheckPut() {
  const auto note = [this](std::string wrong) {
    if (error_.empty()) error_ = std::move(wrong);
  };
  std::set<domain::RoomId> rooms;
  for (const auto& [id, room] : rooms_) rooms.insert(id);
  for (const domain::QueueTokenKey key : tokens_) {
    rooms.insert(key.room);
    const domain::QueueToken* const token = rows_.Find(key);
    if (token == nullptr) continue;  // it ended and was archived in one batch
    note(WrongWith(*token, rows_));
    for (const auto* row : rows_.OpenReservations(token->user)) reservations_.push_back(row->id);
  }
  for (const domain::RoomId id : rooms) note(WrongWithRoom(id, rows_));
  for (const domain::SeatKey key : seats_) {
    const domain::Seat* const seat = rows_.Find(key);
    if (seat != nullptr) note(WrongWith(*seat, rows_));
    note(WrongWithPlaceOf(key, rows_));
  }
  for (const domain::ReservationId id : reservations_) {
    const domain::Reservation* const reservation = rows_.Find(id);
    if (reservation != nullptr) note(WrongWith(*reservation, rows_));
  }
  if (draft_) note(WrongWithCatalog(rows_));
}

}  // namespace onsale::store
