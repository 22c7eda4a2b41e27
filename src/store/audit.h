// The audit: reads the tables of a sale with SQL and says what does not hold.
//
// Shape:    shares no code with the rules: a mistake there is not repeated here. A check counts what
//           it looks at and lists what violates it, in portable SQL; what differs between the engines
//           stands in AuditDialect.
// Owner:    the reader is the caller's.
// Threads:  one, which is busy until the audit is over.
// Requires: the reader sees one commit, from the first query to the last.
// Errors:   the reader's, as they come: an audit that was not finished proves nothing. But kCorrupt,
//           rows that cannot be read or added up, is a violation of the check that met them.
// Source:   docs/rules.md, rules 1 to 6.
#pragma once

#include <functional>
#include <span>

#include "store/field.h"
#include "store/store.h"

namespace onsale::store {

// One open transaction on some engine, which has PostgreSQL's sha256(bytea) and int8send(bigint).
class AuditReader {
 public:
  // The first column of a row; its bytes live until the call returns.
  using OnValue = std::function<void(const SqlValue&)>;
  virtual ~AuditReader() = default;
  virtual std::expected<void, StoreError> ForEach(const std::string& sql, const OnValue& value) = 0;
};

struct AuditDialect {
  // Every seat of every reservation, and one row of NULLs for a reservation without any:
  // reservation_id, show_id, user_id, status, held_until, amount, number, price.
  const char* reserved_seats;
};
extern const AuditDialect kSqliteAuditDialect;

// What is audited: the tables as of this batch, decided at this time.
struct AuditScope {
  std::uint64_t batch = 0;
  base::Time now;
  const AuditDialect& dialect;
};

inline constexpr std::size_t kAuditExamplesMax = 5;

// A check as text. `{reserved}` stands for the dialect's relation, `{live}` for those of its rows
// that are CONFIRMED, or HELD at the audit's time; `{now}` for that time; `{turns}` for every queue
// token with its turn: room_id, place, status, activated_at, slug, last_admitted, turn.
struct AuditSql {
  const char* name;
  const char* proves;
  const char* count;       // one number
  const char* violations;  // a sentence for each
};

// In the order in which a report shows them.
extern const char* const kAuditTurns;
std::span<const AuditSql> SeatAudit();
std::span<const AuditSql> MoneyAudit();
std::span<const AuditSql> QueueAudit();
std::span<const AuditSql> CatalogAudit();

std::expected<AuditCheck, StoreError> RunCheck(const AuditSql& check, AuditReader& reader,
                                               const AuditScope& scope);
// All of them.
std::expected<AuditReport, StoreError> RunAudit(AuditReader& reader, const AuditScope& scope);

}  // namespace onsale::store
