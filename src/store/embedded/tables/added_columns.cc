#include "store/embedded/tables/added_columns.h"

#include <algorithm>

#include "store/sql.h"

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

template <class Row>
Sql<void> AddTo(Connection& connection) {
  const TableText table = TextOf<Row>();
  const auto names = ColumnsOf(connection, table.name);
  if (!names) return std::unexpected(names.error());
  Sql<void> done;
  std::size_t at = 0;
  Row row;
  ForEachColumn(row, [&](const auto&, const auto& member) {
    const ColumnText& column = table.columns[at++];
    if (!done || std::ranges::find(*names, column.name) != names->end()) return;
    done = connection.Execute(AddColumnSql(table, column, DefaultLiteral(member), kSqliteDialect));
  });
  return done;
}

}  // namespace

Sql<void> AddMissingColumns(Connection& connection) {
  Sql<void> done;
  ForEachTable([&]<class Row>(std::type_identity<Row>) {
    if (done) done = AddTo<Row>(connection);
  });
  return done;
}

}  // namespace onsale::store
