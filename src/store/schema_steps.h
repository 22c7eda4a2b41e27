// The steps that bring the tables of earlier versions to today's layout: one list for both stores.
//
// Shape:    a step is one transaction that ends with its number, so it is done or not begun. After
//           a crash the next start continues with the first step whose number is missing. A step
//           adds only what the tables lack, so that it may run again. New tables are made as a
//           whole, without steps.
//           To add a step: append it, with the next number for each store and the tables that it
//           brings to a new layout; never change a step that was released. A column or table of
//           schema.h that no step brings does not compile.
// Requires: a step that is run holds the store's lock: of the data directory, or the advisory lock
//           and `sale_head` in PostgreSQL.
// Source:   docs/formats.md, "Upgrades".
#pragma once

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <vector>

#include "store/schema.h"
#include "store/sql.h"

namespace onsale::store {

// A table, by its number in schema.h, and its layout. Number 0: none.
struct TableLayout {
  std::uint8_t table = 0;
  std::uint8_t layout = 0;
};

template <class Row>
constexpr TableLayout To(std::uint8_t layout) {
  return {Table<Row>::kId, layout};
}

// The index of a user's tokens that have ended, in both stores: an operator's look-up reads them
// from the tables. Others are in memory; with them each change of a token would write a page of the
// index, and the buyers of a sale are all over it.
inline constexpr const char* kTokensOfUserIndex =
    "CREATE INDEX IF NOT EXISTS queue_tokens_user ON queue_tokens (user_id, issued_at) "
    "WHERE status = 'EXPIRED'";

// The index of reservations by turn, in both stores: a start reads those of kept tokens, a list
// those of a user's tokens. An index by user or status would cost more (decision 0032).
inline constexpr const char* kReservationsOfTurnIndex =
    "CREATE INDEX IF NOT EXISTS reservations_turn ON reservations (room_id, place)";

struct SchemaStep {
  // The layouts of all tables together after the step.
  std::int64_t sale_db;
  std::int64_t postgres;
  // The tables that change. Layout 1 is a new table.
  std::array<TableLayout, 8> brings;
  // Further statements of one store, which may run twice; null: none.
  const char* sale_db_sql = nullptr;
  const char* postgres_sql = nullptr;
};

// sale.db skips 3, which stands for a file without checksums (kLayoutWithoutChecksums).
inline constexpr SchemaStep kSchemaSteps[] = {
    {4,
     2,
     {To<domain::Room>(3), To<domain::QueueToken>(2), To<domain::RoomFunnel>(1)},
     "DROP TABLE IF EXISTS queue_places"},  // its columns are in queue_tokens
    {5, 3, {To<domain::Room>(4), To<domain::Concert>(2)}},
    {6, 4, {To<domain::Room>(5), To<domain::IdempotencyRecord>(2)}},
    {7,
     5,
     {To<domain::Room>(6), To<domain::Concert>(3), To<domain::Show>(2),
      To<domain::Reservation>(2)}},
    {8,
     6,
     {To<domain::Room>(7), To<domain::QueueToken>(3), To<domain::Concert>(4), To<domain::Show>(3),
      To<domain::Reservation>(3), To<domain::AccessKeyRow>(1), To<domain::OperatorAction>(1)}},
    {9, 7, {To<domain::Show>(4), To<domain::ChartSeat>(2)}},
    // `seats_one_owner` replaces a constraint that knows no seat that is held back.
    {10,
     8,
     {To<domain::Room>(8)},
     nullptr,
     "ALTER TABLE seats DROP CONSTRAINT IF EXISTS seats_owner"},
    {11,
     9,
     {To<domain::Room>(9)},
     kTokensOfUserIndex},  // PostgreSQL's indexes are in postgres/tables.cc
    {12, 10, {}, kReservationsOfTurnIndex},
};

// Today's layouts. A program refuses a sale with a higher number than its own.
inline constexpr std::int64_t kSaleDbLayout = std::end(kSchemaSteps)[-1].sale_db;
inline constexpr std::int64_t kPgLayout = std::end(kSchemaSteps)[-1].postgres;

// The layout of a table after a step; 0 if a later step makes the table.
constexpr std::uint8_t LayoutAfter(const SchemaStep& step, std::uint8_t table) {
  std::uint8_t layout = 1;
  for (const SchemaStep& one : kSchemaSteps) {
    for (const TableLayout& brings : one.brings) {
      if (brings.table != table) continue;
      if (one.sale_db > step.sale_db) return brings.layout == 1 ? 0 : layout;
      layout = brings.layout;
    }
  }
  return layout;
}

namespace internal {
constexpr bool StepsAreInOrder() {
  return std::ranges::is_sorted(kSchemaSteps, std::ranges::less_equal(), &SchemaStep::sale_db) &&
         std::ranges::is_sorted(kSchemaSteps, std::ranges::less_equal(), &SchemaStep::postgres);
}
template <class... Row>
constexpr bool StepsBringAll(std::tuple<std::type_identity<Row>...>) {
  return ((LayoutAfter(std::end(kSchemaSteps)[-1], Table<Row>::kId) == Table<Row>::kLayout) && ...);
}
}  // namespace internal
static_assert(internal::StepsAreInOrder());
static_assert(internal::StepsBringAll(ForTables<std::type_identity>{}));

struct LaterColumn {
  TableText table;
  ColumnText column;
  std::string fallback;  // the value of existing rows, as an SQL literal
};

// What there is after a step: its tables, and of these the columns that their first layout lacks.
struct SchemaTables {
  std::vector<TableText> tables;
  std::vector<LaterColumn> columns;
};
SchemaTables TablesAfter(const SchemaStep& step);

// A sentence for a sale whose tables a newer version has changed.
struct FoundLayout {
  std::int64_t found;
  std::int64_t known;  // the highest of this program
};
std::string NewerLayoutText(const std::string& tables, const FoundLayout& layout);

}  // namespace onsale::store
