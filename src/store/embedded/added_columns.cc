#include "store/embedded/added_columns.h"

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

// Default values come from this program's own rows: none needs escaping.
std::string Literal(const SqlValue& value) {
  switch (value.kind) {
    case SqlValue::Kind::kInteger:
      return std::to_string(value.number);
    case SqlValue::Kind::kText:
      return '\'' + std::string(value.bytes) + '\'';
    case SqlValue::Kind::kNull:
    case SqlValue::Kind::kBlob:  // no column by default
      break;
  }
  return "NULL";
}

template <class Row>
std::vector<std::string> DefaultsOf() {
  std::vector<std::string> defaults;
  Row row;
  ForEachColumn(row, [&defaults](const auto&, const auto& member) {
    SqlValue value;
    Field<std::remove_cvref_t<decltype(member)>>::ToSql(member, value);
    defaults.push_back(Literal(value));
  });
  return defaults;
}

template <class Row>
Sql<void> AddTo(Connection& connection) {
  const TableText table = TextOf<Row>();
  const auto names = ColumnsOf(connection, table.name);
  if (!names) return std::unexpected(names.error());
  const std::vector<std::string> defaults = DefaultsOf<Row>();
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const ColumnText& column = table.columns[i];
    if (std::ranges::find(*names, column.name) != names->end()) continue;
    auto done = connection.Execute(AddColumnSql(table, column, defaults[i], kSqliteDialect));
    if (!done) return done;
  }
  return {};
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
