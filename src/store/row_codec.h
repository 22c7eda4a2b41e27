// Encodes changed rows as bytes: the content of a journal frame.
//
// Shape:    each row has the table's id (1 byte), the change (1 byte: 1 put, 2 erase), the layout
//           of the table (1 byte), then its columns in order; an erased row has only the key
//           columns. Persisted: do not renumber.
// Errors:   DecodeRows returns a sentence for bytes that are no such rows; any input is safe.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "store/schema.h"

namespace onsale::store {

// What happened to the row. Persisted: do not renumber.
enum class RowChange : std::uint8_t { kPut = 1, kErase = 2 };
static_assert(static_cast<int>(RowChange::kPut) == 1 && static_cast<int>(RowChange::kErase) == 2);

template <class Row>
void EncodeHead(base::WireWriter& out, RowChange change) {
  out.Byte(Table<Row>::kId);
  out.Byte(static_cast<std::uint8_t>(change));
  out.Byte(Table<Row>::kLayout);
}

template <class Row>
void EncodePut(base::WireWriter& out, const Row& row) {
  EncodeHead<Row>(out, RowChange::kPut);
  ForEachColumn(row, [&out](const auto&, const auto& value) {
    Field<std::remove_cvref_t<decltype(value)>>::Write(out, value);
  });
}

// Encodes an erased row: only the key of `row`.
template <class Row>
void EncodeErase(base::WireWriter& out, const Row& row) {
  EncodeHead<Row>(out, RowChange::kErase);
  std::apply(
      [&out](const auto&... key) {
        (Field<std::remove_cvref_t<decltype(key)>>::Write(out, key), ...);
      },
      KeyOf(row));
}

namespace internal {

template <class Row>
bool ReadColumns(base::WireReader& in, std::uint8_t layout, Row& row) {
  bool good = true;
  ForEachColumn(row, [&](const auto& column, auto& value) {
    if (!good || column.since > layout) return;
    good = Field<std::remove_cvref_t<decltype(value)>>::Read(in, value);
  });
  return good;
}

template <class Row>
bool ReadKey(base::WireReader& in, Row& row) {
  return std::apply(
      [&in](auto&... key) {
        return (Field<std::remove_cvref_t<decltype(key)>>::Read(in, key) && ...);
      },
      KeyOf(row));
}

struct RowHead {
  std::uint8_t table;
  std::uint8_t change;
  std::uint8_t layout;
};

// Table 3, now removed, had each user's queue number in a room: room (number), user (text), place
// (number). The queue tokens contain the same; old journals still have rows of this table.
inline constexpr std::uint8_t kFormerPlaces = 3;
inline bool SkipFormerPlace(base::WireReader& in, RowHead head) {
  base::RoomId room;
  base::UserId user;
  base::QueueNumber number;
  return Field<base::RoomId>::Read(in, room) && Field<base::UserId>::Read(in, user) &&
         (head.change == static_cast<std::uint8_t>(RowChange::kErase) ||
          Field<base::QueueNumber>::Read(in, number));
}

// Decodes a row of this table and passes it to the visitor. False if the bytes are no such row.
template <class Row, class Visitor>
bool ReadRow(base::WireReader& in, RowHead head, Visitor& visitor) {
  if (head.layout == 0 || head.layout > Table<Row>::kLayout) return false;
  Row row;
  if (head.change == static_cast<std::uint8_t>(RowChange::kPut)) {
    if (!ReadColumns(in, head.layout, row)) return false;
    visitor.Put(std::move(row));
    return true;
  }
  if (head.change != static_cast<std::uint8_t>(RowChange::kErase) || !ReadKey(in, row))
    return false;
  visitor.Erase(std::move(row));
  return true;
}

}  // namespace internal

// Calls visitor.Put(Row) or visitor.Erase(Row) for each row, in order. A row passed to Erase has
// only its key.
template <class Visitor>
std::expected<void, std::string> DecodeRows(std::string_view bytes, Visitor&& visitor) {
  base::WireReader in(bytes);
  while (!in.AtEnd()) {
    const std::size_t at = bytes.size() - in.remaining();
    internal::RowHead head{};
    head.table = in.Byte();
    head.change = in.Byte();
    head.layout = in.Byte();
    bool good = head.table == internal::kFormerPlaces && internal::SkipFormerPlace(in, head);
    ForEachTable([&]<class Row>(std::type_identity<Row>) {
      if (head.table == Table<Row>::kId) good = internal::ReadRow<Row>(in, head, visitor);
    });
    if (!in.ok() || !good) {
      return std::unexpected("the row at byte " + std::to_string(at) +
                             " of the frame cannot be read (table " + std::to_string(head.table) +
                             ", layout " + std::to_string(head.layout) +
                             "); was it written by a newer version?");
    }
  }
  return {};
}

}  // namespace onsale::store
