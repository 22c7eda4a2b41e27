// Reads the tables of a sale with SQL, as of one commit.
//
// Shape:    a query's SQL is what SQLite and PostgreSQL both accept, with `$1` for its first
//           parameter. Its columns are texts, 64-bit integers (CAST a sum AS bigint), or columns of
//           schema.h. It may use PostgreSQL's sha256(bytea) and int8send(bigint). Where the two
//           databases still differ, `scope().dialect` decides.
// Owner:    values live until the call of OnRow returns.
// Threads:  one at a time.
// Errors:   StoreError. kCorrupt (rows that cannot be read or added up) concerns one query; after
//           any other error further queries fail, too.
#pragma once

#include <functional>
#include <span>
#include <variant>

#include "store/row_values.h"
#include "store/sql.h"
#include "store/store.h"

namespace onsale::store {

enum class SqlDialect : std::uint8_t { kSqlite, kPostgres };

// The commit that is read, and the time at which it was decided.
struct TableScope {
  std::uint64_t commit_number = 0;
  base::Time now;
  SqlDialect dialect;
};

// Later than every time in a row (IsPossible), and of the same form as text: the most that a
// parameter may be. A cursor's time may be Time::max().
inline constexpr base::Time kLatestTime = std::chrono::sys_days(std::chrono::year(9999) / 12 / 31);

using TableParameter = std::variant<std::int64_t, std::string, base::Uuid, base::Time>;

struct TableQuery {
  std::string sql;  // one of few texts, because a store keeps it prepared
  std::vector<TableParameter> parameters = {};
};

// The values of one row, in the order of the query's columns.
using TableRow = std::span<const SqlValue>;

class TableReader {
 public:
  using OnRow = std::function<void(TableRow)>;

  virtual ~TableReader() = default;
  virtual std::expected<void, StoreError> ForEach(const TableQuery& query, const OnRow& on_row) = 0;
  const TableScope& scope() const { return scope_; }

 protected:
  explicit TableReader(const TableScope& scope) : scope_(scope) {}

 private:
  const TableScope scope_;
};

// Reads a row from its values. False if a value is not of its column's type, or impossible.
template <class Row>
bool ReadRow(TableRow values, Row& row) {
  bool good = true;
  std::size_t at = 0;
  ForEachColumn(row, [&](const auto&, auto& member) {
    good = good && Field<std::remove_cvref_t<decltype(member)>>::FromSql(values[at++], member);
  });
  return good && ImpossibleColumn(row) == nullptr;
}

// Reads rows of one table. `rest` continues `SELECT every column FROM table `: WHERE, ORDER BY,
// LIMIT. kCorrupt if a row holds an impossible value.
template <class Row>
std::expected<std::vector<Row>, StoreError> ReadRows(
    TableReader& tables, const std::string& rest, const std::vector<TableParameter>& parameters) {
  std::vector<Row> rows;
  bool good = true;
  const auto done =
      tables.ForEach({.sql = SelectSql(TextOf<Row>()) + " " + rest, .parameters = parameters},
                     [&](TableRow values) { good = good && ReadRow(values, rows.emplace_back()); });
  if (!done) return std::unexpected(done.error());
  if (good) return rows;
  return std::unexpected(StoreError{StoreErrorCode::kCorrupt,
                                    std::string("a row of ") + Table<Row>::kName +
                                        " holds an impossible value; was it edited by hand?"});
}

// A page of rows that are numbered: below `before`, newest first, at most `limit` of them.
struct NumberPage {
  std::int64_t before;
  std::size_t limit;
};
// Reads a page of the rows of which `where`, with its `parameters`, is true; of all if it is empty.
template <class Row>
std::expected<std::vector<Row>, StoreError> ReadPage(TableReader& tables, const NumberPage& page,
                                                     std::string where = {},
                                                     std::vector<TableParameter> parameters = {}) {
  const std::size_t given = parameters.size();
  parameters.emplace_back(page.before);
  parameters.emplace_back(static_cast<std::int64_t>(page.limit));
  if (!where.empty()) where += " AND ";
  return ReadRows<Row>(tables,
                       "WHERE " + where + "number < $" + std::to_string(given + 1) +
                           " ORDER BY number DESC LIMIT $" + std::to_string(given + 2),
                       parameters);
}

}  // namespace onsale::store
