#include "store/embedded/tables/sale_db.h"

#include <algorithm>
#include <span>
#include <tuple>
#include <vector>

#include "store/embedded/checksum/page_checksum.h"
#include "store/embedded/files/rewrite.h"
#include "store/embedded/tables/migration.h"
#include "store/embedded/tables/sqlite_tables.h"
#include "store/row_values.h"
#include "store/schema_steps.h"

namespace onsale::store {
namespace {

constexpr std::int64_t kApplicationId = 0x4F6E536C;  // "OnSl" in ASCII
// How many rows one statement upserts. With 16 a row costs less than with 1: 2.2 us instead of 2.9
// for a reservation, 2.8 us instead of 3.5 for a random seat of a hall (SQLite 3.40, transactions
// of 20,000 rows).
constexpr std::size_t kRowsAtOnce = 16;

using SqlValues = std::vector<SqlValue>;

StoreError Unreadable(const char* table) {
  return {StoreErrorCode::kCorrupt, std::string("sale.db: a row of ") + table +
                                        " holds an impossible value; was it edited by hand?"};
}

// Binds the columns of a row to the parameters after the first `bound` ones.
template <class Row>
void BindColumns(Statement& statement, const Row& row, std::size_t& bound, SqlValues& values) {
  ForEachColumn(row, [&](const auto& column, const auto& member) {
    SqlValue& value = values[bound];
    Field<std::remove_cvref_t<decltype(member)>>::ToSql(member, value);
    if (column.blob) value.kind = SqlValue::Kind::kBlob;
    statement.Bind(static_cast<int>(++bound), value);
  });
}

template <class Row>
void BindKey(Statement& statement, const Row& row, std::size_t& bound, SqlValues& values) {
  const auto bind = [&](const auto& member) {
    SqlValue& value = values[bound];
    Field<std::remove_cvref_t<decltype(member)>>::ToSql(member, value);
    statement.Bind(static_cast<int>(++bound), value);
  };
  std::apply([&bind](const auto&... member) { (bind(member), ...); }, KeyOf(row));
}

// Reads a row from a statement; false if a value is not of its column's type.
template <class Row>
bool ReadRow(Statement& statement, Row& row) {
  bool good = true;
  int at = 0;
  SqlValue value;
  ForEachColumn(row, [&](const auto&, auto& member) {
    statement.Column(at++, value);
    good = good && Field<std::remove_cvref_t<decltype(member)>>::FromSql(value, member);
  });
  return good;
}

// Creates the file with mode 0600: SQLite would make it readable for all users, and gives its other
// files the same mode.
Io<void> MakeIfMissing(FileSystem& files, const std::string& path) {
  const auto there = OpenIfThere(files, path, OpenMode::kReadWrite);
  if (!there) return std::unexpected(there.error());
  if (*there != nullptr) return {};
  const auto made = files.Open(path, OpenMode::kCreateEmpty);
  if (!made) return std::unexpected(made.error());
  return files.SyncDirectory(ParentOf(path));
}

StoreError ErrorOfNote(const IoError& error) {
  return StoreErrorOf(SqlError{.text = error.Text(), .unsynced = error.is_sync()});
}

// Rolls a transaction back in the destructor, unless it was committed.
class Rollback {
 public:
  explicit Rollback(Connection& connection) : connection_(&connection) {}
  ~Rollback() {
    if (connection_ != nullptr) (void)connection_->Execute("ROLLBACK");
  }
  Rollback(const Rollback&) = delete;
  Rollback& operator=(const Rollback&) = delete;
  void Disarm() { connection_ = nullptr; }

 private:
  Connection* connection_;
};

}  // namespace

SaleDb::Result<std::unique_ptr<SaleDb>> SaleDb::Open(FileSystem& files, const std::string& path,
                                                     const char* vfs) {
  LogCopy copy(files, path);
  if (auto good = copy.CheckLog(); !good) return std::unexpected(good.error());
  auto ready = MakeIfMissing(files, path);
  // Makes SQLite's log durable as it is now, because SQLite will copy it into the file.
  if (ready) ready = RewriteAndSync(files, path + "-wal");
  if (!ready) {
    return std::unexpected(StoreError{StoreErrorCode::kUnavailable, ready.error().Text()});
  }
  auto connection = Connection::Open(path, vfs);
  if (!connection) return std::unexpected(StoreErrorOf(connection.error()));
  std::unique_ptr<SaleDb> db(new SaleDb(std::move(*connection), std::move(copy)));
  const auto head = db->CheckLayout();
  if (!head) return std::unexpected(head.error());
  if (auto made = db->MakeChecksums(*head); !made) return std::unexpected(made.error());
  db->layout_found_ = head->layout;
  auto done = head->layout == 0 ? db->CreateTables() : Migrate(*db->connection_, head->layout);
  if (done) done = db->CommitLayout();
  if (done) done = db->ReadState();
  if (!done) return std::unexpected(StoreErrorOf(done.error()));
  if (auto good = db->CheckState(); !good) return std::unexpected(good.error());
  return db;
}

SaleDb::Result<SaleDb::Head> SaleDb::CheckLayout() {
  const auto number = [this](const char* sql) -> Sql<std::int64_t> {
    auto statement = connection_->Prepare(sql);
    if (!statement) return std::unexpected(statement.error());
    if (auto row = statement->Step(); !row) return std::unexpected(row.error());
    SqlValue value;
    statement->Column(0, value);
    return value.number;
  };
  const auto id = number("PRAGMA application_id");
  const auto layout = number("PRAGMA user_version");
  const auto tables = number("SELECT count(*) FROM sqlite_schema");
  const auto pages = number("PRAGMA page_count");
  for (const auto* found : {&id, &layout, &tables, &pages}) {
    if (!*found) return std::unexpected(StoreErrorOf(found->error()));
  }
  if (*id != kApplicationId && *tables != 0) {
    return std::unexpected(
        StoreError{StoreErrorCode::kCorrupt, "sale.db was created by another program"});
  }
  if (*layout > kSaleDbLayout) {
    return std::unexpected(
        StoreError{StoreErrorCode::kUnavailable,
                   NewerLayoutText("sale.db has", {.found = *layout, .known = kSaleDbLayout})});
  }
  return Head{.layout = *layout, .is_new = *pages == 0};
}

SaleDb::Result<void> SaleDb::MakeChecksums(const Head& head) {
  const auto had_checksum_bytes = connection_->SetAsideChecksumBytes();
  if (!had_checksum_bytes) return std::unexpected(StoreErrorOf(had_checksum_bytes.error()));
  if (!*had_checksum_bytes && head.layout > kLayoutWithoutChecksums) {
    return std::unexpected(StoreErrorOf(
        {.text = "sale.db: page 1 is damaged: its layout has page checksums, but the page has "
                 "no bytes for them",
         .damaged = true}));
  }
  auto done = connection_->Execute(
      "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
      "PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-32768");
  connection_->CountLogFrames();
  // VACUUM rewrites every page, in one transaction.
  const bool checksums_are_valid = *had_checksum_bytes && head.layout != kLayoutWithoutChecksums;
  if (done && !head.is_new && !checksums_are_valid) done = connection_->Execute("VACUUM");
  if (!done) return std::unexpected(StoreErrorOf(done.error()));
  return {};
}

// Commits at every start, changed or not: only a commit counts the frames of the log, also those
// that the last process left, and without their number no copy of the log is noted (log_copy.h).
Sql<void> SaleDb::CommitLayout() {
  return connection_->Execute("PRAGMA user_version=" + std::to_string(kSaleDbLayout));
}

Sql<void> SaleDb::CreateTables() {
  std::string sql = "BEGIN IMMEDIATE;";
  sql += "PRAGMA application_id=" + std::to_string(kApplicationId) + ";";
  sql += "PRAGMA user_version=" + std::to_string(kSaleDbLayout) + ";";
  sql +=
      "CREATE TABLE IF NOT EXISTS store_meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) "
      "WITHOUT ROWID;";
  ForEachTable([&sql]<class Row>(std::type_identity<Row>) {
    sql += CreateTableSql(TextOf<Row>(), kSqliteDialect) + ";";
  });
  sql += std::string(kTokensOfUserIndex) + ";" + kReservationsOfTurnIndex;
  auto done = connection_->Execute(sql + ";COMMIT");
  // A failed transaction may be closed already, so an error of ROLLBACK is ignored: the first error
  // counts.
  if (!done) (void)connection_->Execute("ROLLBACK");
  return done;
}

Sql<void> SaleDb::WriteMeta(const char* name, std::int64_t number) {
  auto statement = connection_->Prepare("INSERT OR REPLACE INTO store_meta VALUES (?1, ?2)");
  if (!statement) return std::unexpected(statement.error());
  SqlValue value;
  value.Set(std::string_view(name));
  statement->Bind(1, value);
  statement->Bind(2, number);
  return statement->Run();
}

Sql<void> SaleDb::ReadState() {
  const auto commit = ReadMeta(*connection_, "folded_batch");
  const auto hash = ReadMeta(*connection_, "folded_hash");
  const auto now = ReadMeta(*connection_, "folded_time_us");
  const auto clean = ReadMeta(*connection_, "clean");
  for (const auto* value : {&commit, &hash, &now, &clean}) {
    if (!*value) return std::unexpected(value->error());
  }
  state_.folded = {.commit_number = static_cast<std::uint64_t>(*commit),
                   .hash = static_cast<std::uint64_t>(*hash)};
  state_.now = base::Time(base::Duration(*now));
  state_.clean = *clean != 0;
  return {};
}

// Checks the last commit's number and time in store_meta: the next commit continues from them.
SaleDb::Result<void> SaleDb::CheckState() const {
  if (state_.folded.commit_number <= kCommitNumberMax && IsPossible(state_.now)) return {};
  return std::unexpected(Unreadable("store_meta"));
}

Sql<void> SaleDb::WriteState(const FoldState& state) {
  auto done = WriteMeta("folded_batch", static_cast<std::int64_t>(state.folded.commit_number));
  if (done) done = WriteMeta("folded_hash", static_cast<std::int64_t>(state.folded.hash));
  if (done) done = WriteMeta("folded_time_us", state.now.time_since_epoch().count());
  if (done) done = WriteMeta("clean", state.clean ? 1 : 0);
  return done;
}

template <class Row>
SaleDb::Result<void> SaleDb::LoadTable(RowChanges& rows) {
  const std::string sql = SelectLoadedSql<Row>(kSqliteDialect);
  if (sql.empty()) return {};
  auto statement = connection_->Prepare(sql);
  if (!statement) return std::unexpected(StoreErrorOf(statement.error()));
  for (;;) {
    const auto more = statement->Step();
    if (!more) return std::unexpected(StoreErrorOf(more.error()));
    if (!*more) return {};
    Row row;
    if (!ReadRow(*statement, row)) return std::unexpected(Unreadable(Table<Row>::kName));
    rows.Put(std::move(row));
  }
}

SaleDb::Result<void> SaleDb::Load(RowChanges& rows) {
  Result<void> done;
  ForEachTable([&]<class Row>(std::type_identity<Row>) {
    if (done) done = LoadTable<Row>(rows);
  });
  if (!done) return done;
  // Frees the page cache: the fold needs other pages than this load.
  if (auto freed = connection_->Execute("PRAGMA shrink_memory"); !freed) {
    return std::unexpected(StoreErrorOf(freed.error()));
  }
  return done;
}

template <class Row>
Sql<Statement*> SaleDb::StatementFor(Write write) {
  std::optional<Statement>& statement = writes_[kTableIndex<Row>][static_cast<std::size_t>(write)];
  if (statement) return &*statement;
  const TableText text = TextOf<Row>();
  auto prepared = connection_->Prepare(write == Write::kErase ? DeleteSql(text, kSqliteDialect)
                                       : write == Write::kUpsert
                                           ? UpsertSql(text, kSqliteDialect)
                                           : UpsertSql(text, kSqliteDialect, kRowsAtOnce));
  if (!prepared) return std::unexpected(prepared.error());
  return &statement.emplace(std::move(*prepared));
}

template <class Row>
Sql<void> SaleDb::FoldTable(const WaitingTable<Row>& rows) {
  constexpr std::size_t kColumns = Table<Row>::kColumns.kSize;
  SqlValues values(kRowsAtOnce * kColumns);
  const auto is_erased = [&rows](std::uint32_t at) { return rows[at].erased; };
  const std::vector<std::uint32_t> order = rows.InOrder(rest_);
  for (std::span<const std::uint32_t> rest(order); !rest.empty();) {
    rest_();
    const bool erase = is_erased(rest.front());
    const bool many =
        rest.size() >= kRowsAtOnce && std::ranges::none_of(rest.first(kRowsAtOnce), is_erased);
    const auto statement = StatementFor<Row>(erase  ? Write::kErase
                                             : many ? Write::kUpsertMany
                                                    : Write::kUpsert);
    if (!statement) return std::unexpected(statement.error());
    const auto now = rest.first(many ? kRowsAtOnce : 1);
    std::size_t bound = 0;
    for (const std::uint32_t at : now) {
      const Row& row = rows[at].row;
      erase ? BindKey(**statement, row, bound, values)
            : BindColumns(**statement, row, bound, values);
    }
    if (auto done = (*statement)->Run(); !done) return done;
    rest = rest.subspan(now.size());
  }
  return {};
}

Sql<void> SaleDb::FoldRows(const WaitingRows& rows) {
  Sql<void> done;
  ForEachTable([&]<class Row>(std::type_identity<Row>) {
    if (done) done = FoldTable(rows.Of<Row>());
  });
  return done;
}

void SaleDb::RestDuringWrites(std::function<void()> rest) {
  rest_ = std::move(rest);
  connection_->AfterEachWrite(rest_);
}

SaleDb::Result<void> SaleDb::Fold(const WaitingRows& rows, const FoldState& state) {
  if (auto noted = NoteCopied(); !noted) return noted;
  auto done = connection_->Execute("BEGIN IMMEDIATE");
  if (!done) return std::unexpected(StoreErrorOf(done.error()));
  Rollback rollback(*connection_);
  done = FoldRows(rows);
  if (done) done = WriteState(state);
  if (done) done = connection_->Execute("COMMIT");
  if (!done) return std::unexpected(StoreErrorOf(done.error()));
  rollback.Disarm();
  state_ = state;
  return {};
}

SaleDb::Result<bool> SaleDb::MakeDurable() {
  if (auto noted = NoteCopied(); !noted) return std::unexpected(noted.error());
  const std::uint32_t frames = connection_->log_frames();
  if (frames == 0) return true;
  if (auto noted = copy_.NoteBegin(frames); !noted)
    return std::unexpected(ErrorOfNote(noted.error()));
  const auto copied = connection_->CopyLog();
  if (!copied) return std::unexpected(StoreErrorOf(copied.error()));
  if (!*copied) return false;
  is_copied_unnoted_ = true;
  if (auto noted = NoteCopied(); !noted) return std::unexpected(noted.error());
  if (auto done = connection_->EmptyLog(); !done)
    return std::unexpected(StoreErrorOf(done.error()));
  return true;
}

SaleDb::Result<void> SaleDb::NoteCopied() {
  if (!is_copied_unnoted_) return {};
  if (auto noted = copy_.NoteEnd(); !noted) return std::unexpected(ErrorOfNote(noted.error()));
  is_copied_unnoted_ = false;
  return {};
}

SaleDb::Result<void> SaleDb::Read(Question& question) {
  SqliteTables tables(connection_, state_.folded.commit_number, state_.now);
  return question.Read(tables);
}

}  // namespace onsale::store
