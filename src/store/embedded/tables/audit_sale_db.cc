#include "store/embedded/tables/audit_sale_db.h"

#include "store/embedded/tables/sqlite.h"

namespace onsale::store {
namespace {

// SQLite's message for a sum beyond 64 bits. No real sale reaches it, so the rows are damaged.
constexpr std::string_view kOverflow = "integer overflow";

std::unexpected<StoreError> Failed(const SqlError& error) {
  const bool damaged = error.damaged || error.text.ends_with(kOverflow);
  return std::unexpected(
      StoreError{damaged ? StoreErrorCode::kCorrupt : StoreErrorCode::kUnavailable, error.text});
}

class SqliteReader final : public AuditReader {
 public:
  SqliteReader(Connection& connection, std::stop_token stop)
      : connection_(connection), stop_(std::move(stop)) {}

  std::expected<void, StoreError> ForEach(const std::string& sql,
                                          const OnValue& on_value) override {
    if (stop_.stop_requested()) return Failed({.text = "the audit was stopped"});
    auto statement = connection_.Prepare(sql);
    if (!statement) return Failed(statement.error());
    SqlValue value;
    for (;;) {
      const auto more = statement->Step();
      if (!more) return Failed(more.error());
      if (!*more) return {};
      statement->Column(0, value);
      on_value(value);
    }
  }

 private:
  Connection& connection_;
  const std::stop_token stop_;
};

std::expected<std::int64_t, StoreError> ReadNumber(AuditReader& reader, const std::string& sql) {
  std::int64_t number = 0;
  auto done = reader.ForEach(sql, [&number](const SqlValue& value) { number = value.number; });
  if (!done) return std::unexpected(done.error());
  return number;
}

std::expected<AuditScope, StoreError> ReadScope(AuditReader& reader) {
  const std::string meta = "SELECT value FROM store_meta WHERE name = ";
  const auto commit = ReadNumber(reader, meta + "'folded_batch'");
  if (!commit) return std::unexpected(commit.error());
  const auto now_us = ReadNumber(reader, meta + "'folded_time_us'");
  if (!now_us) return std::unexpected(now_us.error());
  return AuditScope{.commit_number = static_cast<std::uint64_t>(*commit),
                    .now = base::Time(base::Duration(*now_us)),
                    .dialect = kSqliteAuditDialect};
}

// The pragma returns `ok` or a list of errors.
constexpr AuditSql kPages{
    .name = "file-pages",
    .proves = "No page of sale.db is damaged.",
    .count = "PRAGMA page_count",
    .violations = "SELECT quick_check FROM pragma_quick_check WHERE quick_check <> 'ok'"};

}  // namespace

std::expected<AuditReport, StoreError> AuditSaleDb(const std::string& path, std::stop_token stop) {
  auto connection = Connection::OpenReadOnly(path);
  if (!connection) return Failed(connection.error());
  (*connection)->FailAfter(stop);
  auto begun = (*connection)->AddDigestFunctions();
  if (begun) begun = (*connection)->Execute("PRAGMA cache_size=-16384; BEGIN");
  if (!begun) return Failed(begun.error());
  SqliteReader reader(**connection, std::move(stop));
  const auto scope = ReadScope(reader);
  if (!scope) return std::unexpected(scope.error());
  auto pages = RunCheck(kPages, reader, *scope);
  if (!pages) return std::unexpected(pages.error());
  auto report = RunAudit(reader, *scope);
  if (report) report->checks.insert(report->checks.begin(), std::move(*pages));
  return report;
}

}  // namespace onsale::store
