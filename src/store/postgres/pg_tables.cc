#include "store/postgres/pg_tables.h"

#include "store/postgres/session.h"
#include "store/postgres/tables.h"

namespace onsale::store {
namespace {

// "numeric_value_out_of_range": a sum beyond 64 bits. No real sale reaches it, so the rows are
// damaged.
constexpr std::string_view kPgOverflow = "22003";

constexpr std::string_view kPgNoTable = "42P01";  // "undefined_table"

// Plans follow the tables, which grow while statements stay prepared. Other servers with
// PostgreSQL's protocol may lack this setting.
constexpr const char* kFreshPlans =
    "SELECT set_config(name, 'force_custom_plan', false) FROM pg_settings "
    "WHERE name = 'plan_cache_mode'";

PgParameters PgParametersOf(const std::vector<TableParameter>& parameters) {
  PgParameters bound;
  const auto add = [&bound]<class T>(const T& typed) {
    if constexpr (std::is_same_v<T, base::Uuid>) {
      bound.Uuid(typed);
    } else if constexpr (std::is_same_v<T, base::Time>) {
      bound.Time(typed);
    } else if constexpr (std::is_same_v<T, std::int64_t>) {
      bound.Number(typed);
    } else {
      bound.Text(typed);
    }
  };
  for (const TableParameter& parameter : parameters) std::visit(add, parameter);
  return bound;
}

std::expected<void, StoreError> GiveRows(const PgResult& result, const TableReader::OnRow& on_row) {
  std::vector<SqlValue> values(static_cast<std::size_t>(result.columns()));
  for (int row = 0; row < result.rows(); ++row) {
    for (int column = 0; column < result.columns(); ++column) {
      SqlValue& value = values[static_cast<std::size_t>(column)];
      if (ReadSqlValue(result.At(row, column), result.TypeOf(column), value)) continue;
      return std::unexpected(
          StoreError{StoreErrorCode::kCorrupt, "PostgreSQL: a row holds an impossible value"});
    }
    on_row(values);
  }
  return {};
}

}  // namespace

StoreError ReadErrorOf(const PgError& error) {
  StoreError read = UnavailableFor(error);
  if (error.state == kPgOverflow || error.state.starts_with("XX")) {
    read.code = StoreErrorCode::kCorrupt;
  }
  return read;
}

Pg<std::shared_ptr<PgConnection>> PgTables::Connect(const PgOptions& options) {
  auto opened = PgConnection::Open(options);
  if (!opened) return std::unexpected(opened.error());
  PgConnection& connection = **opened;
  auto done = connection.Execute(kFreshPlans);
  if (done) {
    done = connection.Prepare("begin", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  }
  if (done) done = connection.Prepare("head", kSelectPgHead);
  if (done) done = connection.Prepare("savepoint", "SAVEPOINT one");
  if (done) done = connection.Prepare("release", "RELEASE one");
  if (done) done = connection.Prepare("commit", "COMMIT");
  if (!done) return std::unexpected(done.error());
  return *std::move(opened);
}

Pg<std::unique_ptr<PgTables>> PgTables::Begin(std::shared_ptr<PgConnection> connection,
                                              std::uint64_t known, std::stop_token stop) {
  const PgCall calls[] = {{"begin"}, {"head"}};
  const auto results = connection->Run(calls);
  if (!results) return std::unexpected(results.error());
  const auto head = PgHeadIn(results->back());
  if (!head) return std::unexpected(head.error());
  // A stale primary would leave out commits that this node has acknowledged.
  if (head->number < known) return std::unexpected(StalePrimary());
  return std::make_unique<PgTables>(
      std::move(connection),
      TableScope{.commit_number = head->number, .now = head->at, .dialect = SqlDialect::kPostgres},
      std::move(stop));
}

std::expected<std::unique_ptr<PgTables>, StoreError> PgTables::Open(PgOptions options,
                                                                    std::uint64_t known,
                                                                    std::stop_token stop) {
  options.answer_timeout = std::chrono::hours(1);
  auto connection = Connect(options);
  if (!connection && connection.error().state == kPgNoTable) return std::unexpected(NoSale());
  if (!connection) return std::unexpected(ReadErrorOf(connection.error()));
  if (auto good = CheckLayout(**connection); !good) return std::unexpected(good.error());
  const auto set = (*connection)->Execute("SET statement_timeout = 0");
  if (!set) return std::unexpected(ReadErrorOf(set.error()));
  auto begun = Begin(*std::move(connection), known, std::move(stop));
  if (!begun) return std::unexpected(ReadErrorOf(begun.error()));
  return *std::move(begun);
}

// Only sends the COMMIT: the next use of the connection receives the result.
PgTables::~PgTables() {
  const PgCall calls[] = {{"commit"}};
  if (!error_) (void)connection_->Send(calls);
}

std::expected<void, StoreError> PgTables::ForEach(const TableQuery& query, const OnRow& on_row) {
  const std::stop_callback when_stopped(stop_, [this] { connection_->Cancel(); });
  if (stop_.stop_requested()) {
    return std::unexpected(StoreError{StoreErrorCode::kUnavailable, "the read was stopped"});
  }
  const auto result = Run(query);
  if (!result) {
    error_ = result.error();
    return std::unexpected(ReadErrorOf(*error_));
  }
  return GiveRows(*result, on_row);
}

// A failed query must not end the transaction, whose snapshot all queries share.
Pg<PgResult> PgTables::Run(const TableQuery& query) {
  const auto statement = connection_->Prepared(query.sql);
  if (!statement) return std::unexpected(statement.error());
  const PgCall calls[] = {
      {"savepoint"}, {*statement, PgParametersOf(query.parameters)}, {"release"}};
  auto results = connection_->Run(calls);
  if (results) return std::move((*results)[1]);
  if (!results.error().lost) (void)connection_->Execute("ROLLBACK TO one");
  return std::unexpected(results.error());
}

}  // namespace onsale::store
