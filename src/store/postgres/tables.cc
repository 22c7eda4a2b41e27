#include "store/postgres/tables.h"

#include <algorithm>

#include "store/postgres/values.h"
#include "store/schema_steps.h"

namespace onsale::store {
namespace {

// The lock of a session that creates or changes tables: an advisory lock, "onsale" in ASCII.
constexpr const char* kLockTables = "SELECT pg_advisory_xact_lock(122541532146533)";
// How long a statement may take: a step waits for the steps of other nodes, and checks all rows of
// a table for a new constraint.
constexpr std::chrono::minutes kStatementTime(10);
// Begins changes of existing tables. `sale_head` is locked first, as nodes do for a commit, so that
// neither waits for the other in a circle. Whoever reads the tables for longer, as an audit, makes
// the step fail, because every node would wait with it.
constexpr const char* kLockHead =
    "SET LOCAL lock_timeout = '5s'; LOCK TABLE sale_head IN ACCESS EXCLUSIVE MODE";
constexpr std::string_view kPgLockTimeout = "55P03";  // "lock_not_available"

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
  std::int64_t since = 1;  // the layout whose tables have it
};
constexpr Constraint kConstraints[] = {
    {"rooms", "rooms_counts", "CHECK (active >= 0 AND waiting >= 0 AND last_place >= 0)"},
    {"rooms", "rooms_archived", "CHECK (last_archived >= 0 AND last_archived <= last_place)", 9},
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
     "WHEN 'COMPANION' THEN pair_number > 0 ELSE pair_number = 0 END)",
     7},
    {"chart_seats", "chart_seats_rank", "CHECK (row_rank BETWEEN 1 AND 1000)", 7},
    // With the key of `seats`: a seat belongs to at most one reservation, and a free seat to none.
    {"seats", "seats_one_owner",
     "CHECK (status IN ('AVAILABLE', 'HELD', 'SOLD', 'HELD_BACK') AND "
     "(status IN ('HELD', 'SOLD')) = (reservation_id IS NOT NULL) AND "
     "(status = 'HELD') = (held_until IS NOT NULL))",
     8},
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
     "CHECK (length(digest) = 32 AND (former_digest IS NULL) = (former_until IS NULL))", 6},
    {"operator_actions", "operator_actions_number", "CHECK (number > 0)", 6},
};

// Pages of `seats` stay half empty: all seats change, often many of a page at once, and with space
// for a second version of each no update needs a new index entry.
constexpr const char* kRoomForSeats = "ALTER TABLE seats SET (fillfactor = 45)";

constexpr const char* kIndexes =
    "CREATE UNIQUE INDEX IF NOT EXISTS queue_tokens_live ON queue_tokens (room_id, user_id) "
    "WHERE status <> 'EXPIRED'";

const char* TypeName(ColumnType type) {
  return PgTypeName(type);
}
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

std::string AddIfMissingSql(const LaterColumn& later) {
  std::string add = AddColumnSql(later.table, later.column, later.fallback, kPgDialect);
  return add.replace(add.find("ADD COLUMN"), 10, "ADD COLUMN IF NOT EXISTS");
}

// Makes the tables as they are after a step, or adds what they lack.
Pg<void> MakeTables(PgConnection& connection, const SchemaStep& step) {
  Pg<void> done = connection.Execute(kStoreTables);
  const SchemaTables after = TablesAfter(step);
  for (const TableText& table : after.tables) {
    if (done) done = connection.Execute(CreateTableSql(table, kPgDialect));
  }
  for (const LaterColumn& later : after.columns) {
    if (done) done = connection.Execute(AddIfMissingSql(later));
  }
  if (done && step.postgres_sql != nullptr) done = connection.Execute(step.postgres_sql);
  for (const Constraint& constraint : kConstraints) {
    if (done && constraint.since <= step.postgres) done = AddConstraint(connection, constraint);
  }
  if (done) done = connection.Execute(kIndexes);
  if (done) done = connection.Execute(kTokensOfUserIndex);
  if (done) done = connection.Execute(kReservationsOfTurnIndex);
  if (done) done = connection.Execute(kRoomForSeats);
  if (!done) return done;
  return connection.Execute("UPDATE sale_head SET layout = " + std::to_string(step.postgres));
}

// Takes the next step from `layout`.
Pg<void> TakeStep(PgConnection& connection, std::int64_t layout) {
  if (auto locked = connection.Execute(kLockHead); !locked) return locked;
  const auto next = std::ranges::upper_bound(kSchemaSteps, layout, {}, &SchemaStep::postgres);
  return MakeTables(connection, *next);
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

// The error of a step. Its transaction is rolled back: the next start tries it again.
StoreError StepError(const PgError& error) {
  StoreError failed = UnavailableFor(error);
  if (error.state == kPgLockTimeout) {
    failed.detail +=
        ". Something reads the tables, perhaps an audit: start again when it has ended";
  }
  return failed;
}

// Takes every step that is missing. After an error a transaction may be open.
std::expected<std::int64_t, StoreError> TakeSteps(PgConnection& connection) {
  std::optional<std::int64_t> found;
  for (;;) {
    Pg<void> done = connection.Execute(std::string("BEGIN; ") + kLockTables);
    if (!done) return std::unexpected(UnavailableFor(done.error()));
    const auto layout = ReadLayout(connection);
    if (!layout) return std::unexpected(UnavailableFor(layout.error()));
    if (*layout && **layout > kPgLayout) return std::unexpected(NewerTables(**layout));
    if (!found) found = layout->value_or(0);
    // Nothing is locked if the tables are up to date, as usually: a start must not wait for readers
    // of the tables.
    const bool is_last = !*layout || **layout == kPgLayout;
    if (!*layout) done = MakeTables(connection, std::end(kSchemaSteps)[-1]);
    if (!is_last) done = TakeStep(connection, **layout);
    if (done) done = connection.Execute("COMMIT");
    if (!done) return std::unexpected(StepError(done.error()));
    if (is_last) return *found;
  }
}

}  // namespace

// Pages of tables whose rows are updated keep some free space.
const Dialect kPgDialect{.type_name = TypeName,
                         .placeholder = '$',
                         .table_suffix = " WITH (fillfactor = 80)",
                         .has_lateral = true};

StoreError NoSale() {
  return {StoreErrorCode::kUnavailable, "there is no sale in this database"};
}

StoreError NewerTables(std::int64_t layout) {
  return {StoreErrorCode::kOutdated,
          NewerLayoutText("the tables have", {.found = layout, .known = kPgLayout})};
}

StoreError UnavailableFor(const PgError& error) {
  const std::string state = error.state.empty() ? "" : " (SQLSTATE " + error.state + ")";
  return {StoreErrorCode::kUnavailable, "PostgreSQL: " + error.text + state};
}

std::expected<std::int64_t, StoreError> PrepareTables(PgConnection& connection) {
  const auto usual = connection.SetAnswerTimeout(kStatementTime);
  auto found = TakeSteps(connection);
  (void)connection.SetAnswerTimeout(usual);
  if (!found) (void)connection.Execute("ROLLBACK");
  return found;
}

std::expected<void, StoreError> CheckLayout(PgConnection& connection) {
  const auto layout = ReadLayout(connection);
  if (!layout) return std::unexpected(UnavailableFor(layout.error()));
  if (!*layout) return std::unexpected(NoSale());
  if (**layout > kPgLayout) return std::unexpected(NewerTables(**layout));
  if (**layout == kPgLayout) return {};
  return std::unexpected(
      StoreError{StoreErrorCode::kUnavailable,
                 "the tables have layout " + std::to_string(**layout) +
                     ", and this version of onsale reads " + std::to_string(kPgLayout) +
                     ": run `onsale store migrate`, or the version that made them"});
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
