// Checks the values of a single row. A row that fails was not written by this program.
//
// Units:    times from 1970 to the end of 9999; counts and durations small enough that no sum or
//           product of the rules overflows.
// Shape:    checks one row alone; memory/row_checks.h checks rows against each other.
// Source:   each bound is one on which a rule's arithmetic or an assertion relies.
#pragma once

#include "domain/limits.h"
#include "store/schema.h"

namespace onsale::store {

bool IsPossible(base::Time value);
bool IsPossible(base::Duration value);
bool IsPossible(std::int64_t value);
// Whether an id is at most INT32_MAX: ids are assigned from 1 upwards, and new ones must fit.
template <class Tag>
bool IsPossible(base::Number<Tag, std::uint32_t> id) {
  return id.value <= INT32_MAX;
}
inline bool IsPossible(base::SeatNumber) {
  return true;
}
template <class Tag>
bool IsPossible(base::Number<Tag, std::uint64_t> number) {
  return number.value <= domain::kQueueNumberMax.value;
}
template <class T>
bool IsPossible(const std::optional<T>& value);
// Values of any other type are always possible.
template <class T>
bool IsPossible(const T&) {
  return true;
}

template <class T>
bool IsPossible(const std::optional<T>& value) {
  return !value || IsPossible(*value);
}

// The name of a column that contradicts other columns of the same row; null if none does.
const char* MisfitOf(const domain::Room& row);
const char* MisfitOf(const domain::RoomFunnel& row);
const char* MisfitOf(const domain::QueueToken& row);
const char* MisfitOf(const domain::Seat& row);
const char* MisfitOf(const domain::Reservation& row);
const char* MisfitOf(const domain::Wallet& row);
const char* MisfitOf(const domain::LedgerEntry& row);
const char* MisfitOf(const domain::Price& row);
const char* MisfitOf(const domain::Show& row);
const char* MisfitOf(const domain::ChartSeat& row);
const char* MisfitOf(const domain::AccessKeyRow& row);
const char* MisfitOf(const domain::OperatorAction& row);
template <class Row>
const char* MisfitOf(const Row&) {
  return nullptr;
}

// The name of a column whose value is impossible, by itself or with the row's other columns; null
// for a valid row.
template <class Row>
const char* ImpossibleColumn(const Row& row) {
  const char* found = nullptr;
  ForEachColumn(row, [&found](const auto& column, const auto& value) {
    if (found == nullptr && !IsPossible(value)) found = column.name;
  });
  return found != nullptr ? found : MisfitOf(row);
}

// Names a row by its key in an error text: `the row of queue_tokens with room_id 1, place 7`.
template <class Row>
std::string NameOf(const Row& row) {
  std::string name = std::string("the row of ") + Table<Row>::kName + " with";
  std::size_t at = 0;
  ForEachColumn(row, [&](const auto& column, const auto& member) {
    if (at++ >= Table<Row>::kKeys) return;
    SqlValue value;
    Field<std::remove_cvref_t<decltype(member)>>::ToSql(member, value);
    name += at > 1 ? ", " : " ";
    name += column.name;
    name += ' ';
    name += value.kind == SqlValue::Kind::kInteger ? std::to_string(value.number)
                                                   : std::string(value.bytes);
  });
  return name;
}

// The error text for a row with an impossible value; empty for a valid row.
template <class Row>
std::string WrongInItself(const Row& row) {
  const char* const column = ImpossibleColumn(row);
  if (column == nullptr) return {};
  return NameOf(row) + ": its " + column + " is impossible";
}

}  // namespace onsale::store
