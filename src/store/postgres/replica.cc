#include "store/postgres/replica.h"

#include "base/assert.h"
#include "store/memory/row_changes.h"
#include "store/postgres/tables.h"

namespace onsale::store {
namespace {

std::unexpected<StoreError> Corrupt(const std::string& detail) {
  return std::unexpected(
      StoreError{StoreErrorCode::kCorrupt, "the stored rows contradict each other: " + detail});
}

// Whether the transaction may plan sequential scans, which the session's settings discourage: for
// whole tables, but not for kept tokens and reservations, which are ranges of keys.
template <class Row>
std::string AllowScansSql() {
  const bool is_whole =
      !std::is_same_v<Row, domain::QueueToken> && !std::is_same_v<Row, domain::Reservation>;
  return std::string("SELECT set_config(name, '") + (is_whole ? "on" : "off") +
         "', true) FROM pg_settings WHERE name IN ('enable_seqscan', 'enable_sort')";
}

template <class Row>
std::expected<void, StoreError> LoadTable(PgConnection& connection, RowChanges& rows) {
  const std::string sql = SelectLoadedSql<Row>(kPgDialect);
  if (sql.empty()) return {};
  if (auto set = connection.Execute(AllowScansSql<Row>()); !set) {
    return std::unexpected(UnavailableFor(set.error()));
  }
  bool good = true;
  auto done = connection.ForEachRow(sql, [&](const PgResult& result) {
    Row row;
    good = good && result.Read(0, row);
    if (good) rows.Put(row);
  });
  if (!done) return std::unexpected(UnavailableFor(done.error()));
  if (good) return {};
  return Corrupt(std::string("a row of ") + Table<Row>::kName +
                 " holds an impossible value; was it edited by hand?");
}

// Calls `work` within a transaction that reads the snapshot of one commit.
template <class Work>
std::expected<void, StoreError> InOneState(PgConnection& connection, Work&& work) {
  auto begun = connection.Execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  if (!begun) return std::unexpected(UnavailableFor(begun.error()));
  std::expected<void, StoreError> done = work();
  (void)connection.Execute("ROLLBACK");
  return done;
}

}  // namespace

std::expected<void, StoreError> Replica::Load(PgConnection& connection) {
  auto rows = std::make_unique<MemoryRows>(limits_);
  PgHead head;
  auto loaded = InOneState(connection, [&]() -> std::expected<void, StoreError> {
    const auto read = ReadPgHead(connection);
    if (!read && read.error().state == kPgUnreadable) return Corrupt(read.error().text);
    if (!read) return std::unexpected(UnavailableFor(read.error()));
    head = *read;
    RowChanges changes(*rows);
    std::expected<void, StoreError> done;
    ForEachTable([&]<class Row>(std::type_identity<Row>) {
      if (done) done = LoadTable<Row>(connection, changes);
    });
    if (!done) return done;
    if (auto fits = changes.Finish(); !fits) return Corrupt(fits.error());
    return {};
  });
  if (!loaded) return loaded;
  rows->FinishLoading(head.number);
  rows->KeepUndo();
  rows_ = std::move(rows);
  whole_ = true;
  head_ = head;
  now_ = std::max(now_, head.at);
  return {};
}

std::expected<void, StoreError> Replica::ApplyReplicated(const HeadUpdate& update) {
  const auto conflict = [](std::string detail) {
    return std::unexpected(StoreError{StoreErrorCode::kConflict, std::move(detail)});
  };
  if (!whole_) return conflict("an earlier commit could not be applied");
  if (update.head == head_) return {};
  const bool is_forward = update.head.number > head_.number;
  // The database must still have the commit of these rows. Commit 0 is in no table, so `known`
  // cannot name it.
  if (!is_forward || (head_.number > 0 && update.known != head_)) {
    return conflict("the database is at commit " + std::to_string(update.head.number) +
                    ", but does not have commit " + std::to_string(head_.number) + " of this node");
  }
  for (const HeadUpdate::Batch& batch : update.batches) {
    if (batch.head.number != head_.number + 1) return conflict("commits are missing");
    if (auto done = Apply(batch); !done) return done;
  }
  if (head_ != update.head) return conflict("the last commit is missing");
  return {};
}

std::expected<void, StoreError> Replica::Apply(const HeadUpdate::Batch& batch) {
  whole_ = false;
  rows_->FollowBatch(batch.head.number);
  RowChanges changes(*rows_, RowChanges::Extent::kPut);
  if (auto good = DecodeRows(batch.rows, changes); !good) return Corrupt(good.error());
  if (auto fits = changes.Finish(); !fits) return Corrupt(fits.error());
  rows_->SettleBatch();
  whole_ = true;
  head_ = batch.head;
  now_ = std::max(now_, head_.at);
  return {};
}

void Replica::StartBatch(base::Time now) {
  now_ = std::max(now_, now);
  rows_->StartBatch(head_.number + 1);
}

std::string Replica::TakeChanges() {
  std::string changes;
  if (!rows_->TakeChanges(changes)) changes.clear();
  return changes;
}

void Replica::MarkCommitted(const PgHead& head) {
  ONSALE_ASSERT(head.number == head_.number + 1);
  head_ = head;
  rows_->SettleBatch();
}

void Replica::Undo() {
  rows_->UndoBatch();
}

}  // namespace onsale::store
