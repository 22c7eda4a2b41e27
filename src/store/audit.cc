#include "store/audit.h"

#include <array>

namespace onsale::store {
namespace {

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

std::string Filled(std::string_view sql, const AuditScope& scope) {
  std::string now = "'";
  AppendTimeText(scope.now, now);
  now += '\'';
  const std::string reserved(scope.dialect.reserved_seats);
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

}  // namespace

// A column that is not JSON counts as a reservation without seats: a violation, not a failed query.
const AuditDialect kSqliteAuditDialect{
    .reserved_seats =
        "SELECT r.id AS reservation_id, r.show_id, r.user_id, r.status, r.held_until, r.amount, "
        "j.value ->> '$.number' AS number, j.value ->> '$.price' AS price FROM reservations AS r "
        "LEFT JOIN json_each(CASE WHEN json_valid(r.seats) THEN r.seats ELSE '[]' END) AS j"};

std::expected<AuditCheck, StoreError> RunCheck(const AuditSql& sql, AuditReader& reader,
                                               const AuditScope& scope) {
  AuditCheck check{.name = sql.name, .proves = sql.proves};
  const auto violate = [&check](std::string sentence) {
    ++check.violations;
    if (check.examples.size() < kAuditExamplesMax) check.examples.push_back(std::move(sentence));
  };
  auto done = reader.ForEach(Filled(sql.count, scope),
                             [&check](const SqlValue& value) { check.checked = value.number; });
  if (done) {
    done = reader.ForEach(Filled(sql.violations, scope),
                          [&violate](const SqlValue& value) { violate(ReadableText(value)); });
  }
  if (done) return check;
  if (done.error().code != StoreErrorCode::kCorrupt) return std::unexpected(done.error());
  violate("damaged data stopped this check: " + done.error().detail);
  return check;
}

std::expected<AuditReport, StoreError> RunAudit(AuditReader& reader, const AuditScope& scope) {
  AuditReport report{.commit_number = scope.commit_number, .checks = {}};
  for (const auto group : {SeatAudit(), MoneyAudit(), QueueAudit(), CatalogAudit()}) {
    for (const AuditSql& sql : group) {
      auto check = RunCheck(sql, reader, scope);
      if (!check) return std::unexpected(check.error());
      report.checks.push_back(std::move(*check));
    }
  }
  return report;
}

}  // namespace onsale::store
