// sale.db: the tables as SQL, into which the journal is folded.
//
// Shape:    one table a row type, as store/schema.h says, and `store_meta`, which notes up to which
//           batch everything is in. A fold is one transaction: rows and note together.
// Threads:  one at a time. Others may read the file with their own connections.
// Errors:   StoreError: kUnavailable, or kCorrupt for a file that is broken or of another
//           program's. After a failed sync kUnknownOutcome: the file must not be written to any more,
//           and is left as it is.
#pragma once

#include "store/embedded/file.h"
#include "store/embedded/journal_format.h"
#include "store/embedded/sqlite.h"
#include "store/memory/row_changes.h"
#include "store/row_batch.h"
#include "store/store.h"

namespace onsale::store {

struct FoldState {
  ChainLink folded;
  base::Time now;      // of the last batch folded
  bool clean = false;  // the last process to use the directory folded everything and closed it
};

class SaleDb {
 public:
  template <class T>
  using Result = std::expected<T, StoreError>;

  // Makes the file and its tables if there are none. `vfs` as for a Connection; `files` leads to the
  // same files.
  static Result<std::unique_ptr<SaleDb>> Open(FileSystem& files, const std::string& path,
                                              const char* vfs = nullptr);

  const FoldState& state() const { return state_; }
  // Every row that memory needs.
  Result<void> Load(RowChanges& rows);
  // All of it or nothing; `state` is noted with it. `batch` is used up.
  Result<void> Fold(RowBatch& batch, const FoldState& state);
  // Makes everything folded so far durable. False if a reader was in the way: try again later.
  Result<bool> MakeDurable();
  Result<std::vector<domain::LedgerEntry>> ReadLedger(const LedgerQuery& query);

 private:
  explicit SaleDb(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
  // Of a write.
  StoreError Failed(const SqlError& error);
  Sql<void> CreateTables();
  // What the file is before anything is done to it.
  struct Head {
    std::int64_t layout = 0;
    bool is_new = false;
  };
  Result<Head> CheckLayout();
  // Brings a file whose pages have no checksums over to such with them: once, and all or nothing.
  Result<void> MakeSums(const Head& head);
  Sql<void> ReadState();
  Result<void> CheckState() const;
  Sql<std::int64_t> ReadMeta(const char* name);
  Sql<void> WriteMeta(const char* name, std::int64_t value);
  Sql<void> WriteState(const FoldState& state);
  Sql<void> FoldRows(RowBatch& batch);
  template <class Row>
  Sql<void> FoldTable(RowVersions<Row>& rows);
  template <class Row>
  Result<void> LoadTable(RowChanges& rows);

  enum class Write : std::uint8_t { kUpsert, kUpsertMany, kErase };
  // Prepared when first used: a start that folds nothing needs none.
  template <class Row>
  Sql<Statement*> StatementFor(Write write);

  std::unique_ptr<Connection> connection_;
  std::array<std::array<std::optional<Statement>, 3>, kTables> writes_;  // by kTableIndex, Write
  FoldState state_;
};

}  // namespace onsale::store
