// Tables for tests without a store: a query for all columns of Row gets the rows that a function
// returns; any other query gets none.
#pragma once

#include "store/table_reader.h"

namespace onsale::store {

template <class Row>
class FakeTables final : public TableReader {
 public:
  using Find = std::function<std::vector<Row>(const std::vector<TableParameter>& parameters)>;

  explicit FakeTables(Find find)
      : TableReader({.commit_number = 1, .now = {}, .dialect = SqlDialect::kSqlite}),
        find_(std::move(find)) {}

  std::expected<void, StoreError> ForEach(const TableQuery& query, const OnRow& on_row) override {
    if (!query.sql.starts_with(SelectSql(TextOf<Row>()) + " ")) return {};
    for (const Row& row : find_(query.parameters)) {
      std::vector<SqlValue> values(Table<Row>::kColumns.kSize);
      std::size_t at = 0;
      ForEachColumn(row, [&](const auto&, const auto& member) {
        Field<std::remove_cvref_t<decltype(member)>>::ToSql(member, values[at++]);
      });
      on_row(values);
    }
    return {};
  }

 private:
  const Find find_;
};

}  // namespace onsale::store
