#include "store/schema_steps.h"

namespace onsale::store {

SchemaTables TablesAfter(const SchemaStep& step) {
  SchemaTables after;
  ForEachTable([&]<class Row>(std::type_identity<Row>) {
    const std::uint8_t layout = LayoutAfter(step, Table<Row>::kId);
    if (layout == 0) return;
    const TableText& table = after.tables.emplace_back(TextOf<Row>());
    std::size_t at = 0;
    Row row;
    ForEachColumn(row, [&](const auto& column, const auto& member) {
      const ColumnText& text = table.columns[at++];
      if (column.since == 1 || column.since > layout) return;
      after.columns.push_back({.table = table, .column = text, .fallback = DefaultLiteral(member)});
    });
  });
  return after;
}

std::string NewerLayoutText(const std::string& tables, const FoundLayout& layout) {
  return tables + " layout " + std::to_string(layout.found) +
         ", but this version of onsale knows layouts up to " + std::to_string(layout.known) +
         ": start the newer version that wrote it; only a backup from before the upgrade can be "
         "used with this version";
}

}  // namespace onsale::store
