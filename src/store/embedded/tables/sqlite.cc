#include "store/embedded/tables/sqlite.h"

#include <sqlite3.h>

#include <array>

#include "base/sha256.h"
#include "store/embedded/checksum/checksum_vfs.h"

namespace onsale::store {
namespace {

constexpr int kBusyTimeoutMs = 1000;
// How many instructions SQLite's virtual machine runs between two checks for a stop: about a
// millisecond.
constexpr int kInstructionsBetweenChecks = 10'000;
// How many pages CopyInto copies between two calls of `between`: a mebibyte.
constexpr int kPagesAtOnce = 256;

std::unexpected<SqlError> Failed(sqlite3* db) {
  const char* const path = sqlite3_db_filename(db, "main");
  const int code = sqlite3_errcode(db);
  const int reason = sqlite3_extended_errcode(db);
  // SQLite does not always pass on SQLITE_IOERR_DATA, so the error text comes from the VFS.
  const std::string no_checksum = code == SQLITE_IOERR ? ChecksumVfs::Of(db).TakeDamage() : "";
  std::string text = path != nullptr ? path : "sale.db";
  text += ": ";
  text += no_checksum.empty() ? sqlite3_errmsg(db) : no_checksum;
  return std::unexpected(
      SqlError{.text = std::move(text),
               .damaged = code == SQLITE_CORRUPT || code == SQLITE_NOTADB || !no_checksum.empty(),
               .unsynced = reason == SQLITE_IOERR_FSYNC || reason == SQLITE_IOERR_DIR_FSYNC});
}

void Sha256Function(sqlite3_context* context, int, sqlite3_value** values) {
  if (sqlite3_value_type(values[0]) == SQLITE_NULL) return sqlite3_result_null(context);
  // SQLite requires that the value is read before its size.
  const void* const bytes = sqlite3_value_blob(values[0]);
  const auto size = static_cast<std::size_t>(sqlite3_value_bytes(values[0]));
  const auto digest = base::Sha256Of({static_cast<const char*>(bytes), size});
  sqlite3_result_blob(context, digest.bytes.data(), static_cast<int>(digest.bytes.size()),
                      SQLITE_TRANSIENT);
}

void Int8SendFunction(sqlite3_context* context, int, sqlite3_value** values) {
  auto rest = static_cast<std::uint64_t>(sqlite3_value_int64(values[0]));
  std::array<std::uint8_t, 8> bytes;
  for (std::size_t i = bytes.size(); i > 0; --i, rest >>= 8) {
    bytes[i - 1] = static_cast<std::uint8_t>(rest);
  }
  sqlite3_result_blob(context, bytes.data(), static_cast<int>(bytes.size()), SQLITE_TRANSIENT);
}

}  // namespace

StoreError StoreErrorOf(const SqlError& error) {
  if (error.unsynced) {
    return {StoreErrorCode::kUnknownOutcome,
            error.text + ". A sync failed: sale.db may be incomplete, the journal is complete"};
  }
  if (!error.damaged) return {StoreErrorCode::kUnavailable, error.text};
  return {StoreErrorCode::kCorrupt,
          error.text +
              ". Keep a copy of the data directory and restore it from a backup; see What to "
              "do on damage in docs/formats.md"};
}

Statement::~Statement() {
  sqlite3_finalize(statement_);
}

void Statement::Bind(int parameter, const SqlValue& value) {
  const auto size = static_cast<int>(value.bytes.size());
  switch (value.kind) {
    case SqlValue::Kind::kNull:
      sqlite3_bind_null(statement_, parameter);
      return;
    case SqlValue::Kind::kInteger:
      sqlite3_bind_int64(statement_, parameter, value.number);
      return;
    case SqlValue::Kind::kText:
      // Binds an empty text, because a null pointer would bind NULL.
      sqlite3_bind_text(statement_, parameter, size == 0 ? "" : value.bytes.data(), size,
                        SQLITE_STATIC);
      return;
    case SqlValue::Kind::kBlob:
      sqlite3_bind_blob(statement_, parameter, size == 0 ? "" : value.bytes.data(), size,
                        SQLITE_STATIC);
      return;
  }
}

void Statement::Bind(int parameter, std::int64_t value) {
  sqlite3_bind_int64(statement_, parameter, value);
}

void Statement::BindNamed(const std::string& parameter, const SqlValue& value) {
  Bind(sqlite3_bind_parameter_index(statement_, parameter.c_str()), value);
}

Sql<bool> Statement::Step() {
  const int result = sqlite3_step(statement_);
  if (result == SQLITE_ROW) return true;
  if (result == SQLITE_DONE) return false;
  return Failed(db_);
}

Sql<void> Statement::Run() {
  const auto stepped = Step();
  Reset();
  if (!stepped) return std::unexpected(stepped.error());
  return {};
}

void Statement::Reset() {
  sqlite3_reset(statement_);
}

int Statement::columns() const {
  return sqlite3_column_count(statement_);
}

void Statement::Column(int column, SqlValue& value) {
  switch (sqlite3_column_type(statement_, column)) {
    case SQLITE_INTEGER:
      return value.Set(sqlite3_column_int64(statement_, column));
    case SQLITE_TEXT:
    case SQLITE_BLOB:
      break;
    default:
      return value.SetNull();
  }
  const void* const bytes = sqlite3_column_blob(statement_, column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  value.Set(size == 0 ? std::string_view("")
                      : std::string_view(static_cast<const char*>(bytes), size));
}

Sql<std::unique_ptr<Connection>> Connection::Open(const std::string& path, const char* vfs) {
  return OpenWith(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, vfs);
}

Sql<std::unique_ptr<Connection>> Connection::OpenReadOnly(const std::string& path,
                                                          const char* vfs) {
  return OpenWith(path, SQLITE_OPEN_READONLY, vfs);
}

Sql<std::unique_ptr<Connection>> Connection::OpenWith(const std::string& path, int flags,
                                                      const char* vfs) {
  // Turns off SQLite's memory statistics, which are unused and cost a lock for each allocation.
  [[maybe_unused]] static const int configured = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  std::unique_ptr<Connection> connection(new Connection(std::make_unique<ChecksumVfs>(vfs)));
  sqlite3*& db = connection->db_;
  const int result =
      sqlite3_open_v2(path.c_str(), &db, flags | SQLITE_OPEN_NOMUTEX, connection->files_->name());
  if (result != SQLITE_OK) {
    return std::unexpected(
        SqlError{.text = "cannot open " + path + ": " +
                         (db != nullptr ? sqlite3_errmsg(db) : "out of memory")});
  }
  sqlite3_busy_timeout(db, kBusyTimeoutMs);
  connection->RemoveLogOnClose(false);
  if (auto added = connection->AddDigestFunctions(); !added) {
    return std::unexpected(added.error());
  }
  return connection;
}

Connection::Connection(std::unique_ptr<ChecksumVfs> files) : files_(std::move(files)) {}

Connection::~Connection() {
  sqlite3_close_v2(db_);
}

Sql<void> Connection::Execute(const std::string& sql) {
  if (sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) return Failed(db_);
  return {};
}

Sql<Statement> Connection::Prepare(const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  const int result = sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (result != SQLITE_OK) return Failed(db_);
  return Statement(db_, statement);
}

Sql<bool> Connection::SetAsideChecksumBytes() {
  int bytes = kChecksumBytes;
  if (sqlite3_file_control(db_, "main", SQLITE_FCNTL_RESERVE_BYTES, &bytes) != SQLITE_OK) {
    return Failed(db_);
  }
  files_->ReserveChecksumBytes();
  return bytes == kChecksumBytes;
}

void Connection::CountLogFrames() {
  const auto count = [](void* of, sqlite3*, const char*, int frames) {
    auto& connection = *static_cast<Connection*>(of);
    connection.log_frames_ = static_cast<std::uint32_t>(frames);
    connection.RemoveLogOnClose(false);
    return SQLITE_OK;
  };
  sqlite3_wal_hook(db_, count, this);
}

Sql<bool> Connection::CopyLog() {
  int frames = 0;
  int copied = 0;
  const int result =
      sqlite3_wal_checkpoint_v2(db_, nullptr, SQLITE_CHECKPOINT_PASSIVE, &frames, &copied);
  if (result == SQLITE_BUSY) return false;
  if (result != SQLITE_OK) return Failed(db_);
  return frames == copied;
}

Sql<void> Connection::EmptyLog() {
  sqlite3_busy_timeout(db_, 0);
  const int result =
      sqlite3_wal_checkpoint_v2(db_, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  sqlite3_busy_timeout(db_, kBusyTimeoutMs);
  if (result == SQLITE_OK) {
    log_frames_ = 0;
    RemoveLogOnClose(true);
  }
  // SQLITE_BUSY is allowed: while another connection reads the log, it cannot be truncated.
  if (result != SQLITE_OK && result != SQLITE_BUSY) return Failed(db_);
  return {};
}

Sql<void> Connection::CopyInto(Connection& target, const std::function<bool()>& between) {
  sqlite3_backup* const copy = sqlite3_backup_init(target.db_, "main", db_, "main");
  if (copy == nullptr) return Failed(target.db_);
  int result = SQLITE_OK;
  bool goes_on = true;
  while (goes_on && result == SQLITE_OK) {
    result = sqlite3_backup_step(copy, kPagesAtOnce);
    goes_on = between();
  }
  const int finished = sqlite3_backup_finish(copy);
  if (result == SQLITE_DONE && finished == SQLITE_OK) return {};
  const std::string name = sqlite3_db_filename(db_, "main");
  if (result == SQLITE_OK) return std::unexpected(SqlError{.text = name + ": the copy was ended"});
  const std::string damage = files_->TakeDamage();
  if (damage.empty()) return Failed(target.db_);
  return std::unexpected(SqlError{.text = name + ": " + damage, .damaged = true});
}

void Connection::AfterEachWrite(std::function<void()> rest) {
  files_->AfterEachWrite(std::move(rest));
}

void Connection::RemoveLogOnClose(bool remove) {
  sqlite3_db_config(db_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, remove ? 0 : 1, nullptr);
}

Sql<void> Connection::AddDigestFunctions() {
  const auto add = [this](const char* name, auto function) {
    return sqlite3_create_function_v2(db_, name, 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nullptr,
                                      function, nullptr, nullptr, nullptr);
  };
  if (add("sha256", Sha256Function) != SQLITE_OK) return Failed(db_);
  if (add("int8send", Int8SendFunction) != SQLITE_OK) return Failed(db_);
  return {};
}

void Connection::FailAfter(std::stop_token stop) {
  stop_ = std::move(stop);
  const auto stopped = [](void* token) -> int {
    return static_cast<const std::stop_token*>(token)->stop_requested() ? 1 : 0;
  };
  sqlite3_progress_handler(db_, kInstructionsBetweenChecks, stopped, &stop_);
}

}  // namespace onsale::store
