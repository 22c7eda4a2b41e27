// The rows of a sale for export: one table of kinds, with their columns, for both stores.
//
// Shape:    rows come in the order of the kind's key, all as of one commit. They are read in pages,
//           because PostgreSQL's client keeps a whole result in memory.
// Units:    amounts in minor units; times as in the API, with `Z` or an offset.
// Errors:   StoreError; kCorrupt for a value that is not of its column's type.
// Source:   docs/export.md lists the columns, and a test compares.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "store/table_reader.h"

namespace onsale::store {

// A value of a line; the first alternative is its absence.
using ExportCell =
    std::variant<std::monostate, std::int64_t, bool, std::string, std::vector<std::int64_t>>;

struct ExportColumn {
  std::string_view name;
  const char* sql;  // one expression, or as many as `width`
  bool (*read)(TableRow values, ExportCell& cell);
  std::size_t width = 1;
};

enum class ExportKey : std::uint8_t { kUuid, kText, kNumber };
struct ExportKeyColumn {
  const char* name = nullptr;
  ExportKey type = ExportKey::kUuid;
};

struct ExportKind {
  std::string_view name;
  const char* table;  // each of its rows gives a line, or a line for each of its seats
  std::array<ExportKeyColumn, 2> key;  // the table's; the second may be absent
  const char* time;                    // the table's column that ExportRange concerns
  const char* joins;                   // further tables; the table itself is `t`
  const char* line_order;              // of the lines of one row; empty: there is one
  std::span<const ExportColumn> columns;
};

std::span<const ExportKind> ExportKinds();

// Rows whose time is not before `since`, and before `until`.
struct ExportRange {
  std::optional<base::Time> since = {};
  std::optional<base::Time> until = {};
  int rows_at_once = 1000;  // rows of the table that one query reads
};

// Calls `on_line` for every line; ends early if it returns false.
std::expected<void, StoreError> ForEachExportLine(
    TableReader& tables, const ExportKind& kind, const ExportRange& range,
    const std::function<bool(std::span<const ExportCell>)>& on_line);

}  // namespace onsale::store
