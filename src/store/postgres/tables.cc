#include "store/postgres/tables.h"

#include <algorithm>

#include "store/postgres/values.h"

namespace onsale::store {
namespace {

// The lock of a session that creates or changes tables: an advisory lock, "onsale" in ASCII.
constexpr const char* kLockTables = "SELECT pg_advisory_xact_lock(122541532146533)";

constexpr const char* kStoreTables = R"(
CREATE TABLE IF NOT EXISTS sale_head (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  number bigint NOT NULL,
  id uuid NOT NULL,
  at timestamptz NOT NULL,
  layout bigint NOT NULL,
  token_key_digest bytea
);
CREATE TABLE IF NOT EXISTS batches (
  number bigint PRIMARY KEY,
  id uuid NOT NULL,
  node uuid NOT NULL,
  at timestamptz NOT NULL,
  rows bytea NOT NULL
);
ALTER TABLE sale_head ADD COLUMN IF NOT EXISTS token_key_next bytea;
ALTER TABLE sale_head ADD COLUMN IF NOT EXISTS token_key_previous bytea;
ALTER TABLE batches ALTER COLUMN rows SET STORAGE EXTERNAL;
CREATE TABLE IF NOT EXISTS nodes (
  id uuid PRIMARY KEY,
  last_batch bigint NOT NULL,
  last_batch_id uuid NOT NULL,
  at timestamptz NOT NULL
);
INSERT INTO sale_head (number, id, at, layout)
  VALUES (0, '00000000-0000-0000-0000-000000000000', 'epoch', 1) ON CONFLICT DO NOTHING;
)";

// A constraint in SQL for an invariant of the rules; its name shows in errors which one was
// violated.
struct Constraint {
  const char* table;
  const char* name;
  const char* check;
};
constexpr Constraint kConstraints[] = {
    {"rooms", "rooms_counts", "CHECK (active >= 0 AND waiting >= 0 AND last_place >= 0)"},
    {"rooms", "rooms_slug", "UNIQUE (slug)"},
    {"rooms", "rooms_state", "CHECK (state IN ('SCHEDULED', 'OPEN', 'PAUSED', 'CLOSED'))"},
    {"queue_tokens", "queue_tokens_status",
     "CHECK (place > 0 AND status IN ('WAITING', 'ACTIVE', 'EXPIRED') AND "
     "(status = 'EXPIRED') = (expiry_reason <> 'NONE'))"},
    {"concerts", "concerts_slug", "UNIQUE (slug)"},
    {"shows", "shows_slug", "UNIQUE (slug)"},
    {"charts", "charts_slug", "UNIQUE (slug)"},
    {"prices", "prices_amount", "CHECK (amount >= 0)"},
    {"chart_seats", "chart_seats_pair",
     "CHECK (pair_number >= 0 AND pair_number <> number AND CASE access WHEN 'WHEELCHAIR' THEN "
     "true "
     "WHEN 'COMPANION' THEN pair_number > 0 ELSE pair_number = 0 END)"},
    {"chart_seats", "chart_seats_rank", "CHECK (row_rank BETWEEN 1 AND 1000)"},
    // With the key of `seats`: a seat belongs to at most one reservation, and a free seat to none.
    {"seats", "seats_one_owner",
     "CHECK (status IN ('AVAILABLE', 'HELD', 'SOLD', 'HELD_BACK') AND "
     "(status IN ('HELD', 'SOLD')) = (reservation_id IS NOT NULL) AND "
     "(status = 'HELD') = (held_until IS NOT NULL))"},
    {"reservations", "reservations_status",
     "CHECK (status IN ('HELD', 'CONFIRMED', 'EXPIRED', 'CANCELLED') AND "
     "(status = 'CONFIRMED') = (payment_id IS NOT NULL))"},
    {"reservations", "reservations_amount", "CHECK (amount >= 0)"},
    {"wallets", "wallets_balance", "CHECK (balance >= 0 AND entries >= 0)"},
    {"ledger_entries", "ledger_entries_id", "UNIQUE (id)"},
    {"ledger_entries", "ledger_entries_amount",
     "CHECK (number > 0 AND amount >= 0 AND balance_after >= 0 AND debit <> credit)"},
    {"payments", "payments_reservation", "UNIQUE (reservation_id)"},
    {"payments", "payments_amount", "CHECK (amount >= 0)"},
    {"access_keys", "access_keys_digests",
     "CHECK (length(digest) = 32 AND (former_digest IS NULL) = (former_until IS NULL))"},
    {"operator_actions", "operator_actions_number", "CHECK (number > 0)"},
};

// What layouts before 8 had in place of `seats_one_owner`: it knows no HELD_BACK.
constexpr const char* kDropped = "ALTER TABLE seats DROP CONSTRAINT IF EXISTS seats_owner";

// Pages of `seats` stay half empty: all seats change, often many of a page at once, and with space
// for a second version of each no update needs a new index entry.
constexpr const char* kRoomForSeats = "ALTER TABLE seats SET (fillfactor = 45)";

constexpr const char* kIndexes =
    "CREATE UNIQUE INDEX IF NOT EXISTS queue_tokens_live ON queue_tokens (room_id, user_id) "
    "WHERE status <> 'EXPIRED'";

const char* TypeName(ColumnType type) {
  return PgTypeName(type);
}
// Pages of tables whose rows are updated keep some free space.
constexpr Dialect kPgDialect{
    .type_name = TypeName, .placeholder = '$', .table_suffix = " WITH (fillfactor = 80)"};

// Arrays of all columns, expanded in parallel: `unnest($1::bigint[]), unnest($2::text[])`. One
// unnest of all arrays would cost a fifth more, because it materialises them.
std::string Arrays(const TableText& table, Which which) {
  std::string out;
  std::size_t number = 0;
  for (const ColumnText& column : table.columns) {
    if (which == Which::kKey && !column.key) continue;
    if (++number > 1) out += ", ";
    out += "unnest($" + std::to_string(number) + "::" + PgTypeName(column.type) + "[])";
  }
  return out;
}

Pg<void> AddConstraint(PgConnection& connection, const Constraint& constraint) {
  const std::string name = constraint.name;
  return connection.Execute(
      "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = '" + name +
      "' AND conrelid = '" + constraint.table + "'::regclass) THEN ALTER TABLE " +
      constraint.table + " ADD CONSTRAINT " + name + " " + constraint.check + "; END IF; END $$");
}

template <class Row>
Pg<void> AddMissingColumns(PgConnection& connection) {
  const TableText table = TextOf<Row>();
  std::string sql;
  std::size_t at = 0;
  Row row;
  ForEachColumn(row, [&](const auto& column, const auto& member) {
    const ColumnText& text = table.columns[at++];
    if (column.since == 1) return;
    std::string add = AddColumnSql(table, text, DefaultLiteral(member), kPgDialect);
    sql += add.replace(add.find("ADD COLUMN"), 10, "ADD COLUMN IF NOT EXISTS") + ";";
  });
  return sql.empty() ? Pg<void>() : connection.Execute(sql);
}

Pg<void> MakeTables(PgConnection& connection) {
  Pg<void> done = connection.Execute(kStoreTables);
  ForEachTable([&]<class Row>(std::type_identity<Row>) {
    if (done) done = connection.Execute(CreateTableSql(TextOf<Row>(), kPgDialect));
    if (done) done = AddMissingColumns<Row>(connection);
  });
  if (done) done = connection.Execute(kDropped);
  for (const Constraint& constraint : kConstraints) {
    if (done) done = AddConstraint(connection, constraint);
  }
  if (done) done = connection.Execute(kIndexes);
  if (done) done = connection.Execute(kRoomForSeats);
  if (done) {
    done = connection.Execute("UPDATE sale_head SET layout = " + std::to_string(kPgLayout) +
                              " WHERE layout < " + std::to_string(kPgLayout));
  }
  return done;
}

// Reads the layout of the tables; nothing if they do not exist.
Pg<std::optional<std::int64_t>> ReadLayout(PgConnection& connection) {
  const auto there = connection.Query("SELECT to_regclass('sale_head') IS NOT NULL");
  if (!there) return std::unexpected(there.error());
  if (there->At(0, 0) != std::string_view("\1", 1)) return std::nullopt;
  const auto layout = connection.Query("SELECT layout FROM sale_head");
  if (!layout) return std::unexpected(layout.error());
  return layout->rows() == 1 ? NumberOf(layout->At(0, 0)) : std::nullopt;
}

}  // namespace

StoreError UnavailableFor(const PgError& error) {
  const std::string state = error.state.empty() ? "" : " (SQLSTATE " + error.state + ")";
  return {StoreErrorCode::kUnavailable, "PostgreSQL: " + error.text + state};
}

std::expected<void, StoreError> PrepareTables(PgConnection& connection) {
  Pg<void> done = connection.Execute(std::string("BEGIN; ") + kLockTables);
  if (!done) return std::unexpected(UnavailableFor(done.error()));
  const auto layout = ReadLayout(connection);
  if (!layout) return std::unexpected(UnavailableFor(layout.error()));
  if (*layout && **layout > kPgLayout) {
    (void)connection.Execute("ROLLBACK");
    return std::unexpected(StoreError{StoreErrorCode::kUnavailable,
                                      "the tables have layout " + std::to_string(**layout) +
                                          ", but this version of onsale knows layouts up to " +
                                          std::to_string(kPgLayout) +
                                          ": start the newer version that made them"});
  }
  // Nothing is locked if the tables are up to date, as usually: a start must not wait for readers
  // of the tables.
  if (*layout != kPgLayout) done = MakeTables(connection);
  if (done) done = connection.Execute("COMMIT");
  if (done) return {};
  (void)connection.Execute("ROLLBACK");
  return std::unexpected(UnavailableFor(done.error()));
}

std::string PgInsertSql(const TableText& table) {
  return "INSERT INTO " + table.name + " (" + ColumnNames(table, Which::kAll) + ") SELECT " +
         Arrays(table, Which::kAll);
}

std::string PgUpsertSql(const TableText& table) {
  return PgInsertSql(table) + OnConflictSql(table);
}

std::string PgDeleteSql(const TableText& table) {
  return "DELETE FROM " + table.name + " WHERE (" + ColumnNames(table, Which::kKey) +
         ") IN (SELECT " + Arrays(table, Which::kKey) + ")";
}

}  // namespace onsale::store
