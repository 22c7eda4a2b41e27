#include "store/embedded/tables/sqlite_tables.h"

#include <utility>

namespace onsale::store {
namespace {

// SQLite's message for a sum beyond 64 bits. No real sale reaches it, so the rows are damaged.
constexpr std::string_view kSqliteOverflow = "integer overflow";

std::unexpected<StoreError> ReadFailed(const SqlError& error) {
  if (!error.text.ends_with(kSqliteOverflow)) return std::unexpected(StoreErrorOf(error));
  return std::unexpected(StoreError{StoreErrorCode::kCorrupt, error.text});
}

// Sets `value` to the parameter, in the form that values have in sale.db.
SqlValue& SetParameter(SqlValue& value, const TableParameter& parameter) {
  const auto set = [&value]<class T>(const T& typed) {
    if constexpr (std::is_same_v<T, base::Uuid>) {
      value.scratch = typed.ToString();
      value.SetScratch();
    } else if constexpr (std::is_same_v<T, base::Time>) {
      AppendTimeText(typed, value.scratch);
      value.SetScratch();
    } else {
      Field<T>::ToSql(typed, value);
    }
  };
  std::visit(set, parameter);
  return value;
}

}  // namespace

std::expected<std::unique_ptr<SqliteTables>, StoreError> SqliteTables::Open(const std::string& path,
                                                                            std::stop_token stop,
                                                                            const char* vfs) {
  auto connection = Connection::OpenReadOnly(path, vfs);
  if (!connection) return ReadFailed(connection.error());
  (*connection)->FailAfter(stop);
  const auto begun = (*connection)->Execute("PRAGMA cache_size=-16384; BEGIN");
  if (!begun) return ReadFailed(begun.error());
  const auto commit = ReadMeta(**connection, "folded_batch");
  if (!commit) return ReadFailed(commit.error());
  const auto now_us = ReadMeta(**connection, "folded_time_us");
  if (!now_us) return ReadFailed(now_us.error());
  return std::make_unique<SqliteTables>(*std::move(connection), static_cast<std::uint64_t>(*commit),
                                        base::Time(base::Duration(*now_us)), std::move(stop));
}

SqliteTables::SqliteTables(std::shared_ptr<Connection> connection, std::uint64_t commit_number,
                           base::Time now, std::stop_token stop)
    : TableReader({.commit_number = commit_number, .now = now, .dialect = SqlDialect::kSqlite}),
      connection_(std::move(connection)),
      stop_(std::move(stop)) {}

std::expected<void, StoreError> SqliteTables::ForEach(const TableQuery& query,
                                                      const OnRow& on_row) {
  if (stop_.stop_requested()) return ReadFailed({.text = "the read was stopped"});
  auto statement = connection_->Prepare(query.sql);
  if (!statement) return ReadFailed(statement.error());
  std::vector<SqlValue> bound(query.parameters.size());
  for (std::size_t i = 0; i < bound.size(); ++i) {
    statement->BindNamed("$" + std::to_string(i + 1), SetParameter(bound[i], query.parameters[i]));
  }
  std::vector<SqlValue> row(static_cast<std::size_t>(statement->columns()));
  for (;;) {
    const auto more = statement->Step();
    if (!more) return ReadFailed(more.error());
    if (!*more) return {};
    for (std::size_t i = 0; i < row.size(); ++i) statement->Column(static_cast<int>(i), row[i]);
    on_row(row);
  }
}

Sql<std::int64_t> ReadMeta(Connection& connection, const char* name) {
  auto statement = connection.Prepare("SELECT value FROM store_meta WHERE name = ?1");
  if (!statement) return std::unexpected(statement.error());
  SqlValue value;
  value.Set(std::string_view(name));
  statement->Bind(1, value);
  const auto row = statement->Step();
  if (!row) return std::unexpected(row.error());
  if (!*row) return 0;
  statement->Column(0, value);
  return value.number;
}

}  // namespace onsale::store
