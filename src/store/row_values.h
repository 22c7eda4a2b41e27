// What a single row may hold: a row with any other value was not written by this program.
//
// Units:    times from 1970 to the end of 9999; counts and durations small enough that no sum or
//           product of the rules overflows.
// Shape:    only what one row says by itself; what rows say of each other is RowChanges' to check.
// Source:   each bound is what some rule's arithmetic, or an assertion, relies on.
#pragma once

#include "domain/limits.h"
#include "store/schema.h"

namespace onsale::store {

bool IsPossible(base::Time value);
bool IsPossible(base::Duration value);
bool IsPossible(std::int64_t value);
// Ids are given from 1 upwards: one of these leaves room for those to come.
template <class Tag>
bool IsPossible(base::Number<Tag, std::uint32_t> id) {
  return id.value <= INT32_MAX;
}
inline bool IsPossible(base::SeatNumber) {
  return true;
}
template <class Tag>
bool IsPossible(base::Number<Tag, std::uint64_t> place) {
  return place.value <= domain::kPlaceMax.value;
}
// Of all other types every value that can be read is possible.
template <class T>
bool IsPossible(const T&) {
  return true;
}

// The name of a column that does not fit the others of the row; null if all fit.
const char* MisfitOf(const domain::Room& row);
const char* MisfitOf(const domain::RoomFunnel& row);
const char* MisfitOf(const domain::QueueToken& row);
const char* MisfitOf(const domain::Seat& row);
const char* MisfitOf(const domain::Reservation& row);
const char* MisfitOf(const domain::Wallet& row);
const char* MisfitOf(const domain::LedgerEntry& row);
const char* MisfitOf(const domain::Price& row);
template <class Row>
const char* MisfitOf(const Row&) {
  return nullptr;
}

// The name of a column whose value cannot be, alone or beside the others; null for a good row.
template <class Row>
const char* ImpossibleColumn(const Row& row) {
  const char* found = nullptr;
  ForEachColumn(row, [&found](const auto& column, const auto& value) {
    if (found == nullptr && !IsPossible(value)) found = column.name;
  });
  return found != nullptr ? found : MisfitOf(row);
}

// `the row of queue_tokens with room_id 1, place 7`: by its key, for a sentence.
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

// The sentence for a row with an impossible value; empty for a good row.
template <class Row>
std::string WrongInItself(const Row& row) {
  const char* const column = ImpossibleColumn(row);
  if (column == nullptr) return {};
  return NameOf(row) + ": its " + column + " cannot be";
}

}  // namespace onsale::store
