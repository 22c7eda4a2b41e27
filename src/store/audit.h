// The audit: checks the tables of a sale with SQL and reports violations.
//
// Shape:    shares no code with the rules, so that it does not repeat their mistakes. A check
//           counts its rows and lists violations, in portable SQL; AuditDialect has the differences
//           between SQLite and PostgreSQL.
// Owner:    the reader is the caller's.
// Threads:  runs on the caller's thread until the audit ends.
// Requires: the reader sees one commit, from the first query to the last.
// Errors:   the reader's; they end the audit. Except kCorrupt (rows that cannot be read or added
//           up), which counts as a violation of the check that read them.
// Source:   docs/rules.md, rules 1 to 6.
#pragma once

#include <functional>
#include <span>

#include "store/field.h"
#include "store/store.h"

namespace onsale::store {

// One open transaction. Requires: SQL has PostgreSQL's sha256(bytea) and int8send(bigint).
class AuditReader {
 public:
  // Receives the first column of a row; its bytes live until the call returns.
  using OnValue = std::function<void(const SqlValue&)>;
  virtual ~AuditReader() = default;
  virtual std::expected<void, StoreError> ForEach(const std::string& sql, const OnValue& value) = 0;
};

struct AuditDialect {
  // A relation with a row for each seat of each reservation; number and price are NULL if a
  // reservation has no seats. Columns: reservation_id, show_id, user_id, status, held_until,
  // amount, number, price.
  const char* reserved_seats;
};
extern const AuditDialect kSqliteAuditDialect;

// The commit that is audited, and the time at which it was decided.
struct AuditScope {
  std::uint64_t commit_number = 0;
  base::Time now;
  const AuditDialect& dialect;
};

inline constexpr std::size_t kAuditExamplesMax = 5;

// A check as SQL. Replaced in it: `{reserved}` by the dialect's relation, `{live}` by its rows that
// are CONFIRMED, or HELD at the audit's time, `{now}` by that time, `{turns}` by every queue token
// with its admission rank: room_id, place, status, activated_at, slug, last_admitted, turn.
struct AuditSql {
  const char* name;
  const char* proves;
  const char* count;       // returns one number
  const char* violations;  // returns one sentence per violation
};

extern const char* const kAuditTurns;
// All checks, in the order of a report.
std::span<const AuditSql> SeatAudit();
std::span<const AuditSql> MoneyAudit();
std::span<const AuditSql> QueueAudit();
std::span<const AuditSql> CatalogAudit();

std::expected<AuditCheck, StoreError> RunCheck(const AuditSql& check, AuditReader& reader,
                                               const AuditScope& scope);
// Runs all checks.
std::expected<AuditReport, StoreError> RunAudit(AuditReader& reader, const AuditScope& scope);

}  // namespace onsale::store
