// The SQL that follows from the schema.
//
// Shape:    a statement's parameters are the columns in the schema's order, from 1; of a delete,
//           the key's columns.
#pragma once

#include <string>

#include "store/schema.h"

namespace onsale::store {

// What differs between the engines.
struct Dialect {
  const char* (*type_name)(ColumnType type);
  char placeholder;          // `?` or `$1`
  const char* table_suffix;  // after CREATE TABLE (...)
};

extern const Dialect kSqliteDialect;

// A table's columns with types and constraints taken out of C++.
struct ColumnText {
  std::string name;
  ColumnType type;
  bool key;
};
struct TableText {
  std::string name;
  std::vector<ColumnText> columns;
};

// The names of columns, as in `a, b`.
enum class Which : std::uint8_t { kAll, kKey };
std::string ColumnNames(const TableText& table, Which which);
// `ON CONFLICT (key) DO UPDATE SET` every other column.
std::string OnConflictSql(const TableText& table);

std::string CreateTableSql(const TableText& table, const Dialect& dialect);
// `fallback` is an SQL literal: what rows that are there get.
std::string AddColumnSql(const TableText& table, const ColumnText& column,
                         const std::string& fallback, const Dialect& dialect);
// For `rows` rows at once, whose keys differ; their columns one after the other.
std::string UpsertSql(const TableText& table, const Dialect& dialect, std::size_t rows = 1);
std::string DeleteSql(const TableText& table, const Dialect& dialect);
// All rows in order of key; `where` and what follows may be appended by the caller.
std::string SelectSql(const TableText& table);
std::string SelectAllInKeyOrderSql(const TableText& table);

// For AddColumnSql: what a new row has in the column, as a literal. None that needs escaping is a
// default.
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

}  // namespace onsale::store
