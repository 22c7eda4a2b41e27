// Generates SQL statements from the tables' descriptions in schema.h.
//
// Shape:    parameters are numbered from 1: the columns in the schema's order, or the key's columns
//           in a delete.
#pragma once

#include <string>

#include "store/schema.h"

namespace onsale::store {

// The differences between the SQL of SQLite and PostgreSQL.
struct Dialect {
  const char* (*type_name)(ColumnType type);
  char placeholder;          // '?', or '$' with numbers
  const char* table_suffix;  // after CREATE TABLE (...)
  bool has_lateral;          // whether a query in FROM may use the tables before it
};

extern const Dialect kSqliteDialect;

// The description of a table of schema.h as texts, without its C++ types.
struct ColumnText {
  std::string name;
  ColumnType type;
  bool key;
};
struct TableText {
  std::string name;
  std::vector<ColumnText> columns;
};

// Which columns: all, or those of the key.
enum class Which : std::uint8_t { kAll, kKey };
std::string ColumnNames(const TableText& table, Which which);
// The clause `ON CONFLICT (key) DO UPDATE SET` with every column outside the key.
std::string OnConflictSql(const TableText& table);

std::string CreateTableSql(const TableText& table, const Dialect& dialect);
// Adds a column; `fallback`, an SQL literal, is its value in existing rows.
std::string AddColumnSql(const TableText& table, const ColumnText& column,
                         const std::string& fallback, const Dialect& dialect);
// Inserts or replaces `rows` rows with different keys; the parameters are the columns, row by row.
std::string UpsertSql(const TableText& table, const Dialect& dialect, std::size_t rows = 1);
std::string DeleteSql(const TableText& table, const Dialect& dialect);
// Selects all columns without an order; the caller may append WHERE and further clauses.
std::string SelectSql(const TableText& table);
std::string SelectAllInKeyOrderSql(const TableText& table);
// Selects the row with the largest key, if there is one. Requires: the key is one column.
std::string SelectLastSql(const TableText& table);

// A column's default as an SQL literal, for AddColumnSql. No default needs escaping.
std::string LiteralOf(const SqlValue& value);
template <class T>
std::string DefaultLiteral(const T& member) {
  SqlValue value;
  Field<T>::ToSql(member, value);
  return LiteralOf(value);
}

template <class Row>
TableText TextOf() {
  TableText text{.name = Table<Row>::kName, .columns = {}};
  Row row;
  ForEachColumn(row, [&text](const auto& column, const auto& value) {
    const ColumnType type = Field<std::remove_cvref_t<decltype(value)>>::kType;
    text.columns.push_back({.name = column.name,
                            .type = column.blob ? ColumnType::kBlob : type,
                            .key = text.columns.size() < Table<Row>::kKeys});
  });
  return text;
}

// Selects the queue tokens that their rooms have not archived: room after room, and of each in
// order of queue number. The database reads the rooms first, and then a range of the tokens' key
// for each.
std::string SelectKeptTokensSql(const Dialect& dialect);

// Selects the reservations that memory keeps: those of kept tokens, room after room, and those of
// archived tokens that are paid, in order of payment. The database reads a range of an index for
// each room, and a row for each payment.
std::string SelectKeptReservationsSql(const Dialect& dialect);

// Selects the rows that a start loads, as the table's home says; empty if there are none.
template <class Row>
std::string SelectLoadedSql(const Dialect& dialect) {
  if constexpr (std::is_same_v<Row, domain::QueueToken>) return SelectKeptTokensSql(dialect);
  if constexpr (std::is_same_v<Row, domain::Reservation>) return SelectKeptReservationsSql(dialect);
  if constexpr (Table<Row>::kHome == Home::kHistory) return {};
  if constexpr (Table<Row>::kHome == Home::kNumbered) return SelectLastSql(TextOf<Row>());
  return SelectAllInKeyOrderSql(TextOf<Row>());
}

}  // namespace onsale::store
