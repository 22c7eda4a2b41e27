#include "store/sql.h"

namespace onsale::store {
namespace {

const char* SqliteType(ColumnType type) {
  switch (type) {
    case ColumnType::kInteger:
      return "INTEGER";
    case ColumnType::kText:
    case ColumnType::kTime:
    case ColumnType::kUuid:
    case ColumnType::kJson:
      return "TEXT";
    case ColumnType::kBlob:
    case ColumnType::kDigest:
      return "BLOB";
  }
  return "";
}

// Whether a column may be NULL: outside keys, a nil id, a nil digest and the epoch are stored as
// NULL.
bool MayBeNull(const ColumnText& column) {
  return !column.key && (column.type == ColumnType::kTime || column.type == ColumnType::kUuid ||
                         column.type == ColumnType::kDigest);
}

// A parameter's placeholder. SQLite numbers `?` itself; an explicit number would cost it a search
// among all earlier parameters.
std::string Parameter(const Dialect& dialect, std::size_t number) {
  std::string text(1, dialect.placeholder);
  return dialect.placeholder == '?' ? text : text + std::to_string(number);
}

}  // namespace

const Dialect kSqliteDialect{.type_name = SqliteType,
                             .placeholder = '?',
                             .table_suffix = " WITHOUT ROWID",
                             .has_lateral = false};

std::string ColumnNames(const TableText& table, Which which) {
  std::string out;
  for (const auto& column : table.columns) {
    if (which == Which::kKey && !column.key) continue;
    if (!out.empty()) out += ", ";
    out += column.name;
  }
  return out;
}

std::string OnConflictSql(const TableText& table) {
  std::string updates;
  for (const auto& column : table.columns) {
    if (column.key) continue;
    if (!updates.empty()) updates += ", ";
    updates += column.name + " = excluded." + column.name;
  }
  return " ON CONFLICT (" + ColumnNames(table, Which::kKey) + ") DO UPDATE SET " + updates;
}

std::string LiteralOf(const SqlValue& value) {
  switch (value.kind) {
    case SqlValue::Kind::kInteger:
      return std::to_string(value.number);
    case SqlValue::Kind::kText:
      return '\'' + std::string(value.bytes) + '\'';
    case SqlValue::Kind::kNull:
    case SqlValue::Kind::kBlob:  // no column has bytes as its default
      break;
  }
  return "NULL";
}

std::string CreateTableSql(const TableText& table, const Dialect& dialect) {
  std::string out = "CREATE TABLE IF NOT EXISTS " + table.name + " (";
  for (const auto& column : table.columns) {
    out += "\n  " + column.name + " " + dialect.type_name(column.type);
    out += MayBeNull(column) ? "," : " NOT NULL,";
  }
  return out + "\n  PRIMARY KEY (" + ColumnNames(table, Which::kKey) + ")\n)" +
         dialect.table_suffix;
}

std::string AddColumnSql(const TableText& table, const ColumnText& column,
                         const std::string& fallback, const Dialect& dialect) {
  std::string out = "ALTER TABLE " + table.name + " ADD COLUMN " + column.name + " " +
                    dialect.type_name(column.type);
  return MayBeNull(column) ? out : out + " NOT NULL DEFAULT " + fallback;
}

std::string UpsertSql(const TableText& table, const Dialect& dialect, std::size_t rows) {
  std::string sql =
      "INSERT INTO " + table.name + " (" + ColumnNames(table, Which::kAll) + ") VALUES ";
  std::size_t parameter = 0;
  for (std::size_t row = 0; row < rows; ++row) {
    sql += row == 0 ? "(" : ", (";
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      if (i > 0) sql += ", ";
      sql += Parameter(dialect, ++parameter);
    }
    sql += ")";
  }
  return sql + OnConflictSql(table);
}

std::string DeleteSql(const TableText& table, const Dialect& dialect) {
  std::string conditions;
  std::size_t number = 0;
  for (const auto& column : table.columns) {
    if (!column.key) continue;
    if (!conditions.empty()) conditions += " AND ";
    conditions += column.name + " = " + Parameter(dialect, ++number);
  }
  return "DELETE FROM " + table.name + " WHERE " + conditions;
}

std::string SelectSql(const TableText& table) {
  return "SELECT " + ColumnNames(table, Which::kAll) + " FROM " + table.name;
}

std::string SelectAllInKeyOrderSql(const TableText& table) {
  return SelectSql(table) + " ORDER BY " + ColumnNames(table, Which::kKey);
}

// SQLite reads the left side of a CROSS JOIN first. PostgreSQL would merge both tables and so read
// every token; it does not take an ordered query apart, so it runs that for each room.
std::string SelectKeptTokensSql(const Dialect& dialect) {
  std::string columns;
  for (const ColumnText& column : TextOf<domain::QueueToken>().columns) {
    columns += (columns.empty() ? "t." : ", t.") + column.name;
  }
  if (dialect.has_lateral) {
    return "SELECT kept.* FROM rooms AS r CROSS JOIN LATERAL (SELECT " + columns +
           " FROM queue_tokens AS t WHERE t.room_id = r.id AND t.place > r.last_archived "
           "ORDER BY t.place) AS kept";
  }
  return "SELECT " + columns +
         " FROM rooms AS r CROSS JOIN queue_tokens AS t "
         "WHERE t.room_id = r.id AND t.place > r.last_archived ORDER BY r.id, t.place";
}

std::string SelectLastSql(const TableText& table) {
  return SelectAllInKeyOrderSql(table) + " DESC LIMIT 1";
}

}  // namespace onsale::store
