#include "store/postgres/session.h"

#include "store/postgres/row_calls.h"
#include "store/postgres/tables.h"

namespace onsale::store {
namespace {

// Settings for a node that dies, is disconnected or hangs, which must not keep the head locked: the
// server detects each within seconds, except a process stopped in the middle of a message, whose
// kernel keeps the connection alive. COMMIT is never timed out or cancelled: with synchronous
// replication that could make a commit visible which a failover then loses.
constexpr const char* kSettings =
    "SET lock_timeout = 5000; "
    "SET statement_timeout = 0; SET tcp_keepalives_idle = 2; SET tcp_keepalives_interval = 1; "
    "SET tcp_keepalives_count = 2; SET tcp_user_timeout = 4000; SET client_min_messages = warning; "
    "SET default_transaction_isolation = 'read committed'";
// Settings for plans: all access is by key, and plans are made while the tables are small and then
// cached, so sequential scans are discouraged. Other servers with PostgreSQL's protocol may lack
// some of these settings.
constexpr const char* kPlans =
    "SELECT set_config(name, 'off', false) FROM pg_settings "
    "WHERE name IN ('enable_seqscan', 'enable_bitmapscan', 'enable_sort', 'jit')";
// Settings for durability: a commit must be on disk before it is acknowledged. Stricter settings of
// the server are kept.
constexpr const char* kDurable =
    "SELECT set_config('synchronous_commit', 'on', false) "
    "WHERE current_setting('synchronous_commit') IN ('off', 'local')";

struct Prepared {
  const char* name;
  const char* sql;
};
constexpr Prepared kStatements[] = {
    {"begin", "BEGIN"},
    {"commit", "COMMIT"},
    {"head", kSelectPgHead},
    {"lock", "SELECT number, id, at, layout FROM sale_head FOR NO KEY UPDATE"},
    {"clock", "SELECT clock_timestamp()"},
    {"new_commits",
     "SELECT number, id, at, CASE WHEN number > $1 THEN rows ELSE ''::bytea END FROM batches "
     "WHERE number >= $1 ORDER BY number"},
    {"put_batch", "INSERT INTO batches (number, id, node, at, rows) VALUES ($1, $2, $3, $4, $5)"},
    {"put_head", "UPDATE sale_head SET number = $1, id = $2, at = $3"},
    {"put_node",
     "INSERT INTO nodes (id, last_batch, last_batch_id, at) VALUES ($1, $2, $3, $4) ON CONFLICT "
     "(id) DO UPDATE SET last_batch = excluded.last_batch, last_batch_id = excluded.last_batch_id, "
     "at = excluded.at"},
    {"forget", "DELETE FROM batches WHERE number < $1"},
    {"find_batch",
     "SELECT count(*) FROM nodes WHERE id = $1 AND last_batch = $2 AND last_batch_id = $3"},
    {"touch_node", "UPDATE nodes SET at = clock_timestamp() WHERE id = $1"},
};

// Whether the outcome of a COMMIT is unknown after this error.
bool IsUnknown(const PgError& error) {
  return error.lost || error.state.starts_with("08") || error.state == "40003";
}

std::optional<PgHead> HeadOf(const PgResult& result, int row) {
  const auto number = NumberOf(result.At(row, 0));
  const auto at = TimeOf(result.At(row, 2));
  PgHead head;
  if (!number || *number < 0 || *number > std::int64_t{kCommitNumberMax} || !at ||
      !internal::ReadUuid(result.At(row, 1), head.id)) {
    return std::nullopt;
  }
  head.number = static_cast<std::uint64_t>(*number);
  head.at = *at;
  return head;
}

std::unexpected<PgError> Unreadable(const char* what) {
  return std::unexpected(
      PgError{.state = std::string(kPgUnreadable),
              .text = std::string(what) + " cannot be read; was it edited by hand?"});
}

PgParameters Numbers(std::uint64_t number) {
  return PgParameters().Number(static_cast<std::int64_t>(number));
}

PgCall PutNode(const base::Uuid& node, const PgHead& head) {
  return {"put_node", PgParameters()
                          .Uuid(node)
                          .Number(static_cast<std::int64_t>(head.number))
                          .Uuid(head.id)
                          .Time(head.at)};
}

// Refuses a server that is a replica: it may lag behind, and a node must decide over the latest
// rows.
Pg<void> RefuseReplica(PgConnection& connection) {
  const auto read_only = connection.QueryText("SHOW transaction_read_only");
  if (!read_only) return std::unexpected(read_only.error());
  if (read_only->At(0, 0) == "off") return {};
  return std::unexpected(
      PgError{.state = "25006", .text = "this PostgreSQL server is a replica or read-only"});
}

}  // namespace

Pg<PgHead> ReadPgHead(PgConnection& connection) {
  const auto result = connection.Query(kSelectPgHead);
  return result ? PgHeadIn(*result) : std::unexpected(result.error());
}

Pg<PgHead> PgHeadIn(const PgResult& result) {
  const auto head = result.rows() == 1 ? HeadOf(result, 0) : std::nullopt;
  return head ? Pg<PgHead>(*head) : Unreadable("sale_head");
}

PgError StalePrimary() {
  return {.state = {},
          .text = "the database lacks commits that this node has seen: it is a stale primary",
          .lost = true};
}

Pg<std::unique_ptr<PgSession>> PgSession::Open(const PgOptions& options) {
  auto connection = PgConnection::Open(options);
  if (!connection) return std::unexpected(connection.error());
  std::unique_ptr<PgSession> session(new PgSession(std::move(*connection)));
  if (auto done = session->SetUp(options); !done) return std::unexpected(done.error());
  return session;
}

Pg<void> PgSession::SetUp(const PgOptions& options) {
  const std::string silence =
      "SET idle_in_transaction_session_timeout = " + std::to_string(options.silence_max.count());
  auto done = connection_->Execute(silence + "; " + kSettings + "; " + kPlans + "; " + kDurable);
  if (done) done = RefuseReplica(*connection_);
  for (const Prepared& statement : kStatements) {
    if (done) done = connection_->Prepare(statement.name, statement.sql);
  }
  if (done) done = PrepareRowCalls(*connection_);
  return done;
}

Pg<HeadUpdate> PgSession::ReadHeadUpdate(std::span<const PgCall> calls) {
  const auto results = connection_->Run(calls);
  if (!results) return std::unexpected(results.error());
  // The last three results are those of the head, the clock and the batches.
  const PgResult& heads = (*results)[results->size() - 3];
  const PgResult& clock = (*results)[results->size() - 2];
  const PgResult& batches = (*results)[results->size() - 1];
  HeadUpdate update;
  const auto head = heads.rows() == 1 ? HeadOf(heads, 0) : std::nullopt;
  const auto now = TimeOf(clock.At(0, 0));
  const auto layout = head ? NumberOf(heads.At(0, 3)) : std::nullopt;
  if (!head || !now || !layout) return Unreadable("sale_head");
  update.head = *head;
  update.clock = *now;
  update.layout = *layout;
  for (int row = 0; row < batches.rows(); ++row) {
    const auto batch = HeadOf(batches, row);
    const PgValue rows = batches.At(row, 3);
    if (!batch || !rows) return Unreadable("a row of batches");
    // Skips commits after the head that was read: without the lock, a later statement may see them.
    if (batch->number > head->number) break;
    const bool is_known = row == 0 && rows->empty();
    if (is_known) {
      update.known = *batch;
    } else {
      update.batches.push_back({.head = *batch, .rows = std::string(*rows)});
    }
  }
  return update;
}

Pg<HeadUpdate> PgSession::ReadHead(std::uint64_t number) {
  const PgCall calls[] = {{"head"}, {"clock"}, {"new_commits", Numbers(number)}};
  return ReadHeadUpdate(calls);
}

Pg<HeadUpdate> PgSession::Lock(std::uint64_t number) {
  // In "read committed", statements after the lock see everything that was committed before it.
  const PgCall calls[] = {{"begin"}, {"lock"}, {"clock"}, {"new_commits", Numbers(number)}};
  return ReadHeadUpdate(calls);
}

Pg<void> PgSession::TakeTime() {
  return connection_->Execute("SET LOCAL idle_in_transaction_session_timeout = 120000");
}

Pg<void> PgSession::PutRows(std::string_view rows, const UndoLog& before) {
  return connection_->Send(RowCalls(rows, before));
}

Pg<void> PgSession::Write(const PgWrite& write) {
  const PgHead& head = write.head;
  const auto number = static_cast<std::int64_t>(head.number);
  std::vector<PgCall> calls;
  calls.push_back({"put_batch", PgParameters()
                                    .Number(number)
                                    .Uuid(head.id)
                                    .Uuid(write.node)
                                    .Time(head.at)
                                    .Text(write.rows)});
  calls.push_back({"put_head", PgParameters().Number(number).Uuid(head.id).Time(head.at)});
  calls.push_back(PutNode(write.node, head));
  if (write.forget_before > 0) calls.push_back({"forget", Numbers(write.forget_before)});
  calls.push_back({"commit"});
  auto done = RunToCommit(calls);
  if (done) return {};
  PgError error = done.error();
  error.lost = IsUnknown(error);
  return std::unexpected(std::move(error));
}

Pg<std::vector<PgResult>> PgSession::RunToCommit(std::span<const PgCall> calls) {
  (void)connection_->TakeWarning();
  auto results = connection_->Run(calls);
  // A warning at COMMIT means that the commit is on this server only, and not replicated.
  const std::string warning = connection_->TakeWarning();
  if (!results || warning.empty()) return results;
  return std::unexpected(PgError{.state = {}, .text = "COMMIT: " + warning, .lost = true});
}

Pg<bool> PgSession::WasCommitted(const base::Uuid& node, const PgHead& head) {
  const PgCall calls[] = {
      {"find_batch",
       PgParameters().Uuid(node).Number(static_cast<std::int64_t>(head.number)).Uuid(head.id)},
      {"touch_node", PgParameters().Uuid(node)},
      {"commit"}};
  const auto results = RunToCommit(calls);
  if (!results) return std::unexpected(results.error());
  return NumberOf((*results)[0].At(0, 0)) == 1;
}

Pg<void> PgSession::AskClock() {
  const PgCall calls[] = {{"clock"}};
  return connection_->Send(calls);
}

Pg<base::Time> PgSession::TakeClock() {
  const auto results = connection_->Receive();
  if (!results) return std::unexpected(results.error());
  const auto now = TimeOf(results->front().At(0, 0));
  return now ? Pg<base::Time>(*now) : Unreadable("the clock");
}

Pg<void> PgSession::Rollback() {
  return connection_->Execute("ROLLBACK");
}

}  // namespace onsale::store
