#include "store/embedded/tables/migration.h"

#include "store/schema_steps.h"

namespace onsale::store {
namespace {

Sql<std::vector<std::string>> ColumnsOf(Connection& connection, const std::string& table) {
  auto statement = connection.Prepare("SELECT name FROM pragma_table_info('" + table + "')");
  if (!statement) return std::unexpected(statement.error());
  std::vector<std::string> names;
  SqlValue value;
  for (;;) {
    const auto more = statement->Step();
    if (!more) return std::unexpected(more.error());
    if (!*more) return names;
    statement->Column(0, value);
    names.emplace_back(value.bytes);
  }
}

Sql<void> AddIfMissing(Connection& connection, const LaterColumn& later) {
  const auto names = ColumnsOf(connection, later.table.name);
  if (!names) return std::unexpected(names.error());
  if (std::ranges::find(*names, later.column.name) != names->end()) return {};
  return connection.Execute(
      AddColumnSql(later.table, later.column, later.fallback, kSqliteDialect));
}

Sql<void> RunStep(Connection& connection, const SchemaStep& step) {
  const SchemaTables after = TablesAfter(step);
  std::string sql = "BEGIN IMMEDIATE;";
  for (const TableText& table : after.tables) sql += CreateTableSql(table, kSqliteDialect) + ";";
  auto done = connection.Execute(sql);
  for (const LaterColumn& later : after.columns) {
    if (done) done = AddIfMissing(connection, later);
  }
  if (done && step.sale_db_sql != nullptr) done = connection.Execute(step.sale_db_sql);
  if (!done) return done;
  return connection.Execute("PRAGMA user_version=" + std::to_string(step.sale_db) + ";COMMIT");
}

}  // namespace

Sql<void> Migrate(Connection& connection, std::int64_t layout) {
  for (const SchemaStep& step : kSchemaSteps) {
    if (step.sale_db <= layout) continue;
    if (auto done = RunStep(connection, step); !done) {
      // A failed transaction may be closed already: the first error counts.
      (void)connection.Execute("ROLLBACK");
      return done;
    }
  }
  return {};
}

}  // namespace onsale::store
