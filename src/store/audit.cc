#include "store/audit.h"

#include <array>

#include "store/table_reader.h"

namespace onsale::store {
namespace {

// The parts of the audit that differ between SQLite and PostgreSQL.
struct AuditDialect {
  std::span<const AuditSql> file_checks;
  const char* reserved_seats;  // `{reserved}`
};

// The check of the pages of sale.db. The pragma quick_check returns `ok` or a list of errors.
constexpr AuditSql kPages[] = {
    {.name = "file-pages",
     .proves = "No page of sale.db is damaged.",
     .count = "PRAGMA page_count",
     .violations = "SELECT quick_check FROM pragma_quick_check WHERE quick_check <> 'ok'"}};

// In both dialects, a column `seats` that is not a JSON array counts as a reservation without
// seats: a violation, not a failed query.
constexpr AuditDialect kSqliteAudit{
    .file_checks = kPages,
    .reserved_seats =
        "SELECT r.id AS reservation_id, r.show_id, r.user_id, r.status, r.held_until, r.amount, "
        "j.value ->> '$.number' AS number, j.value ->> '$.price' AS price FROM reservations AS r "
        "LEFT JOIN json_each(CASE WHEN json_valid(r.seats) THEN r.seats ELSE '[]' END) AS j"};
constexpr AuditDialect kPostgresAudit{
    .file_checks = {},
    .reserved_seats =
        "SELECT r.id AS reservation_id, r.show_id, r.user_id, r.status, r.held_until, r.amount, "
        "(j.value ->> 'number')::bigint AS number, (j.value ->> 'price')::bigint AS price "
        "FROM reservations AS r LEFT JOIN LATERAL json_array_elements("
        "CASE json_typeof(r.seats) WHEN 'array' THEN r.seats ELSE '[]' END) AS j(value) ON true"};

const AuditDialect& DialectOf(const TableScope& scope) {
  return scope.dialect == SqlDialect::kSqlite ? kSqliteAudit : kPostgresAudit;
}

struct Replacement {
  std::string_view mark;
  std::string text;
};

std::string Replaced(std::string_view sql, std::span<const Replacement> replacements) {
  std::string out;
  while (!sql.empty()) {
    const Replacement* found = nullptr;
    for (const Replacement& replacement : replacements) {
      if (sql.starts_with(replacement.mark)) found = &replacement;
    }
    out += found != nullptr ? std::string_view(found->text) : sql.substr(0, 1);
    sql.remove_prefix(found != nullptr ? found->mark.size() : 1);
  }
  return out;
}

std::string Filled(std::string_view sql, const TableScope& scope) {
  std::string now = "'";
  AppendTimeText(scope.now, now);
  now += '\'';
  const std::string reserved(DialectOf(scope).reserved_seats);
  const std::array replacements{
      Replacement{"{reserved}", "(" + reserved + ")"},
      Replacement{"{live}", "(SELECT * FROM (" + reserved +
                                ") AS reserved WHERE status = 'CONFIRMED' OR "
                                "(status = 'HELD' AND held_until > " +
                                now + "))"},
      Replacement{"{now}", now}, Replacement{"{turns}", kAuditTurns}};
  return Replaced(sql, replacements);
}

std::string ReadableText(const SqlValue& value) {
  switch (value.kind) {
    case SqlValue::Kind::kNull:
      return "a row without a name: one of its columns is NULL";
    case SqlValue::Kind::kInteger:
      return std::to_string(value.number);
    case SqlValue::Kind::kText:
    case SqlValue::Kind::kBlob:
      break;
  }
  return std::string(value.bytes);
}

std::expected<AuditCheck, StoreError> RunCheck(const AuditSql& sql, TableReader& tables) {
  AuditCheck check{.name = sql.name, .proves = sql.proves};
  const auto violate = [&check](std::string sentence) {
    ++check.violations;
    if (check.examples.size() < kAuditExamplesMax) check.examples.push_back(std::move(sentence));
  };
  auto done = tables.ForEach({.sql = Filled(sql.count, tables.scope())},
                             [&check](TableRow row) { check.checked = row[0].number; });
  if (done) {
    done = tables.ForEach({.sql = Filled(sql.violations, tables.scope())},
                          [&violate](TableRow row) { violate(ReadableText(row[0])); });
  }
  if (done) return check;
  if (done.error().code != StoreErrorCode::kCorrupt) return std::unexpected(done.error());
  violate("damaged data stopped this check: " + done.error().detail);
  return check;
}

}  // namespace

std::expected<AuditReport, StoreError> AuditQuestion::Read(TableReader& tables) const {
  AuditReport report{.commit_number = tables.scope().commit_number, .checks = {}};
  const auto file_checks = DialectOf(tables.scope()).file_checks;
  for (const auto group :
       {file_checks, SeatAudit(), MoneyAudit(), QueueAudit(), CatalogAudit(), KeyAudit()}) {
    for (const AuditSql& sql : group) {
      auto check = RunCheck(sql, tables);
      if (!check) return std::unexpected(check.error());
      report.checks.push_back(std::move(*check));
    }
  }
  return report;
}

}  // namespace onsale::store
