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

namespace {

// Selects rows `t` of a table for each row of `outer`. SQLite reads the left side of a CROSS JOIN
// first. PostgreSQL would merge both tables and so read every row; it does not take an ordered
// query apart, so it runs that for each row of `outer`.
struct KeptRows {
  std::string outer;
  std::string where;
  std::string order;
};
std::string SelectKeptSql(const TableText& table, const KeptRows& kept, const Dialect& dialect) {
  std::string columns;
  for (const ColumnText& column : table.columns) {
    columns += (columns.empty() ? "t." : ", t.") + column.name;
  }
  const std::string from = " FROM " + table.name + " AS t WHERE " + kept.where;
  if (dialect.has_lateral) {
    return "SELECT kept.* FROM " + kept.outer + " CROSS JOIN LATERAL (SELECT " + columns + from +
           " ORDER BY " + kept.order + ") AS kept";
  }
  return "SELECT " + columns + " FROM " + kept.outer + " CROSS JOIN " + table.name +
         " AS t WHERE " + kept.where;
}

constexpr const char* kOfKeptToken = "t.room_id = r.id AND t.place > r.last_archived";

}  // namespace

std::string SelectKeptTokensSql(const Dialect& dialect) {
  const KeptRows kept{.outer = "rooms AS r", .where = kOfKeptToken, .order = "t.place"};
  const std::string sql = SelectKeptSql(TextOf<domain::QueueToken>(), kept, dialect);
  return dialect.has_lateral ? sql : sql + " ORDER BY r.id, t.place";
}

// Over the payments and not over the reservations that are CONFIRMED: no index of those is needed.
std::string SelectKeptReservationsSql(const Dialect& dialect) {
  const KeptRows of_kept_tokens{.outer = "rooms AS r", .where = kOfKeptToken, .order = "t.place"};
  const KeptRows paid{.outer = "payments AS p",
                      .where =
                          "t.id = p.reservation_id AND t.status = 'CONFIRMED' AND NOT EXISTS "
                          "(SELECT 1 FROM rooms AS r WHERE " +
                          std::string(kOfKeptToken) + ")",
                      .order = "t.id"};
  const TableText table = TextOf<domain::Reservation>();
  return SelectKeptSql(table, of_kept_tokens, dialect) + " UNION ALL " +
         SelectKeptSql(table, paid, dialect);
}

std::string SelectLastSql(const TableText& table) {
  return SelectAllInKeyOrderSql(table) + " DESC LIMIT 1";
}

}  // namespace onsale::store
