#include "store/embedded/tables/directory_at_rest.h"

#include <filesystem>
#include <future>

#include "store/embedded/files/directory_lock.h"
#include "store/embedded/tables/fold.h"
#include "store/embedded/tables/sqlite_tables.h"
#include "store/row_batch.h"

namespace onsale::store {
namespace {

template <class T>
using Result = std::expected<T, StoreError>;

// Refuses a directory without a sale: a start would create an empty sale in it, which would pass
// an audit.
Result<void> CheckThatThereIsASale(const std::string& directory) {
  std::error_code ignored;
  for (const char* const part : {"/sale.db", "/journal"}) {
    if (std::filesystem::exists(directory + part, ignored)) return {};
  }
  return std::unexpected(
      StoreError{StoreErrorCode::kUnavailable,
                 "there is no sale in " + directory + ": it has neither sale.db nor journal/"});
}

// Reads the whole journal before anything is folded, so that no commit of a damaged journal gets
// into sale.db.
Result<JournalEnd> CheckJournal(const JournalDirectory& journal, const FoldState& state) {
  const ReplayStart start{
      .folded = state.folded, .folded_now = state.now, .journal_may_be_gone = state.clean};
  return ReplayJournal(journal, start, [](const Frame& frame) {
    RowBatch rows;
    return DecodeRows(frame.rows, rows);
  });
}

Result<void> CatchUp(Fold& fold) {
  std::promise<Result<void>> caught_up;
  fold.CatchUp([&caught_up](Result<void> done) { caught_up.set_value(std::move(done)); });
  return caught_up.get_future().get();
}

}  // namespace

std::expected<void, StoreError> ReadDirectory(
    const std::string& directory,
    const std::function<std::expected<void, StoreError>(TableReader&)>& read) {
  if (auto done = CheckThatThereIsASale(directory); !done) return done;
  const auto lock = DirectoryLock::Take(directory);
  if (!lock) return std::unexpected(lock.error());
  JournalDirectory journal{.files = &PosixFileSystem(), .directory = directory + "/journal"};
  if (auto made = journal.files->MakeDirectory(journal.directory); !made) {
    return std::unexpected(Unavailable(made.error()));
  }
  const std::string path = directory + "/sale.db";
  auto sale_db = SaleDb::Open(*journal.files, path);
  if (!sale_db) return std::unexpected(sale_db.error());
  const auto end = CheckJournal(journal, (*sale_db)->state());
  if (!end) return std::unexpected(end.error());
  Fold fold(std::move(journal), std::move(*sale_db), *end, {});
  if (auto done = CatchUp(fold); !done) return done;
  const auto tables = SqliteTables::Open(path, {});
  if (!tables) return std::unexpected(tables.error());
  return read(**tables);
}

std::expected<AuditReport, StoreError> AuditDirectory(const std::string& directory) {
  AuditReport report;
  const auto audit = [&report](TableReader& tables) -> Result<void> {
    auto made = AuditQuestion{}.Read(tables);
    if (!made) return std::unexpected(made.error());
    report = *std::move(made);
    return {};
  };
  if (auto done = ReadDirectory(directory, audit); !done) return std::unexpected(done.error());
  return report;
}

}  // namespace onsale::store
