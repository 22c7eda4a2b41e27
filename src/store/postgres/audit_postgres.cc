
#include "base/decimal.h"
#include "store/audit.h"
#include "store/postgres/reader.h"
#include "store/postgres/session.h"
#include "store/postgres/tables.h"

namespace onsale::store {
namespace {

// A value that is not a JSON array counts as a reservation without seats: a violation, not a failed
// query.
constexpr AuditDialect kPgAuditDialect{
    .reserved_seats =
        "SELECT r.id AS reservation_id, r.show_id, r.user_id, r.status, r.held_until, r.amount, "
        "(j.value ->> 'number')::bigint AS number, (j.value ->> 'price')::bigint AS price "
        "FROM reservations AS r LEFT JOIN LATERAL json_array_elements("
        "CASE json_typeof(r.seats) WHEN 'array' THEN r.seats ELSE '[]' END) AS j(value) ON true"};

// "numeric_value_out_of_range": a sum beyond 64 bits. No real sale reaches it, so the rows are
// damaged.
constexpr std::string_view kOverflow = "22003";

StoreError Failed(const PgError& error) {
  StoreError failed = UnavailableFor(error);
  if (error.state == kOverflow || error.state.starts_with("XX")) {
    failed.code = StoreErrorCode::kCorrupt;
  }
  return failed;
}

class PgAuditReader final : public AuditReader {
 public:
  PgAuditReader(PgConnection& connection, std::stop_token stop)
      : connection_(connection), stop_(std::move(stop)) {}

  std::expected<void, StoreError> ForEach(const std::string& sql,
                                          const OnValue& on_value) override {
    const std::stop_callback when_stopped(stop_, [this] { connection_.Cancel(); });
    if (stop_.stop_requested()) {
      return std::unexpected(StoreError{StoreErrorCode::kUnavailable, "the audit was stopped"});
    }
    // A failed statement must not end the transaction, whose snapshot all checks share.
    auto done = connection_.Execute("SAVEPOINT one");
    if (!done) return std::unexpected(Failed(done.error()));
    const auto result = connection_.QueryText(sql);
    done = connection_.Execute(result ? "RELEASE one" : "ROLLBACK TO one");
    if (!result) return std::unexpected(Failed(result.error()));
    if (!done) return std::unexpected(Failed(done.error()));
    for (int row = 0; row < result->rows(); ++row) Give(result->At(row, 0), on_value);
    return {};
  }

 private:
  static void Give(const PgValue& text, const OnValue& on_value) {
    SqlValue value;
    std::int64_t number = 0;
    if (!text) {
      value.SetNull();
    } else if (base::ReadDecimal(*text, number)) {
      value.Set(number);
    } else {
      value.Set(*text);
    }
    on_value(value);
  }

  PgConnection& connection_;
  const std::stop_token stop_;
};

}  // namespace

std::expected<AuditReport, StoreError> AuditPostgres(PgOptions options, std::uint64_t known,
                                                     std::stop_token stop) {
  // Checks have no time limit in practice.
  options.answer_timeout = std::chrono::hours(1);
  const auto connection = PgConnection::Open(options);
  if (!connection) return std::unexpected(Failed(connection.error()));
  const auto begun = (*connection)
                         ->Execute(
                             "SET statement_timeout = 0; "
                             "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  if (!begun) return std::unexpected(Failed(begun.error()));
  const auto head = ReadPgHead(**connection);
  if (!head) return std::unexpected(Failed(head.error()));
  if (head->number < known) return std::unexpected(Failed(StalePrimary()));
  PgAuditReader reader(**connection, std::move(stop));
  return RunAudit(reader,
                  {.commit_number = head->number, .now = head->at, .dialect = kPgAuditDialect});
}

}  // namespace onsale::store
