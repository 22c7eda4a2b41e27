// The audit: checks the tables of a sale with SQL and reports violations.
//
// Shape:    shares no code with the rules, so that it does not repeat their mistakes. A check
//           counts its rows and lists violations, in the SQL of table_reader.h.
// Threads:  any; see question.h.
// Errors:   an error of the table reader ends the audit, except kCorrupt (rows that cannot be read
//           or added up), which counts as a violation of the check that read them.
// Source:   docs/rules.md, rules 1 to 6 and 10.
#pragma once

#include <span>

#include "store/audit_report.h"
#include "store/question.h"

namespace onsale::store {

// An audit of the whole sale.
struct AuditQuestion {
  using Answer = AuditReport;
  static constexpr bool kIsLong = true;
  static constexpr const char* kReads = "what an audit checks";

  std::expected<Answer, StoreError> Read(TableReader& tables) const;
};

inline constexpr std::size_t kAuditExamplesMax = 5;

// A check as SQL. Replaced in it: `{reserved}` by a relation with a row for each seat of each
// reservation (reservation_id, show_id, user_id, status, held_until, amount, number, price; the
// last two are NULL if a reservation has no seats), `{live}` by its rows that are CONFIRMED, or
// HELD at the audit's time, `{now}` by that time, `{turns}` by every queue token with its admission
// rank: room_id, place, status, activated_at, slug, last_admitted, turn.
struct AuditSql {
  const char* name;
  const char* proves;
  const char* count;       // returns one number
  const char* violations;  // returns one sentence per violation
};

extern const char* const kAuditTurns;
// The checks of each subject, in the order of a report.
std::span<const AuditSql> SeatAudit();
std::span<const AuditSql> MoneyAudit();
std::span<const AuditSql> QueueAudit();
std::span<const AuditSql> CatalogAudit();
std::span<const AuditSql> KeyAudit();

}  // namespace onsale::store
