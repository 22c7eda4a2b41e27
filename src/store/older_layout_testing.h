// Takes the tables of a store back to an earlier layout, as a program of that time left them.
#pragma once

#include <stdexcept>
#include <string>

#include "store/schema_steps.h"

namespace onsale::store {

// The SQL, for both stores, that removes what the steps after the one with this number brought.
// `Number` is SchemaStep::sale_db or SchemaStep::postgres.
inline std::string OlderLayoutSql(std::int64_t SchemaStep::* number, std::int64_t layout) {
  const SchemaStep* then = nullptr;
  for (const SchemaStep& step : kSchemaSteps) {
    if (step.*number == layout) then = &step;
  }
  if (then == nullptr) throw std::invalid_argument("no step has this layout");
  std::string sql = "DROP INDEX IF EXISTS reservations_turn;";
  if (then->sale_db < 11) sql += "DROP INDEX IF EXISTS queue_tokens_user;";
  ForEachTable([&]<class Row>(std::type_identity<Row>) {
    const std::uint8_t kept = LayoutAfter(*then, Table<Row>::kId);
    const std::string name = Table<Row>::kName;
    if (kept == 0) {
      sql += "DROP TABLE " + name + ";";
      return;
    }
    Row row;
    ForEachColumn(row, [&](const auto& column, const auto&) {
      if (column.since > kept) sql += "ALTER TABLE " + name + " DROP COLUMN " + column.name + ";";
    });
  });
  return sql;
}

}  // namespace onsale::store
