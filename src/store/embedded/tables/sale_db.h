// sale.db: the SQL tables into which the journal is folded.
//
// Shape:    one table per row type of store/schema.h, and `store_meta` with the last commit folded.
//           A fold is one transaction over the rows and `store_meta`.
// Threads:  one at a time. Others may read the file with connections of their own.
// Errors:   StoreError: kUnavailable, or kCorrupt for a file that is damaged or another program's.
//           After a failed sync kUnknownOutcome: the file must not be written any more.
#pragma once

#include "store/embedded/files/file.h"
#include "store/embedded/journal/journal_format.h"
#include "store/embedded/tables/log_copy.h"
#include "store/embedded/tables/sqlite.h"
#include "store/embedded/tables/waiting_rows.h"
#include "store/memory/row_changes.h"
#include "store/question.h"

namespace onsale::store {

struct FoldState {
  ChainLink folded;
  base::Time now;      // the time of the last commit folded
  bool clean = false;  // the last process folded everything before it closed sale.db
};

class SaleDb {
 public:
  template <class T>
  using Result = std::expected<T, StoreError>;

  // Opens sale.db; creates the file and its tables if they are missing, and brings those of an
  // earlier version to today's layout. `vfs` as for a Connection; `files` must access the same
  // files.
  static Result<std::unique_ptr<SaleDb>> Open(FileSystem& files, const std::string& path,
                                              const char* vfs = nullptr);

  const FoldState& state() const { return state_; }
  // The layout of the tables before Open; 0 if there were none.
  std::int64_t layout_found() const { return layout_found_; }
  // Loads every row that rules read.
  Result<void> Load(RowChanges& rows);
  // Calls `rest` often while rows or pages are written, at most 16 rows or one page apart: it may
  // sleep. It must not use this object.
  void RestDuringWrites(std::function<void()> rest);
  // Writes all rows and `state`, or nothing.
  Result<void> Fold(const WaitingRows& rows, const FoldState& state);
  // Makes all folded commits durable. False if a reader prevents it: try again later.
  Result<bool> MakeDurable();
  Result<void> Read(Question& question);

 private:
  SaleDb(std::shared_ptr<Connection> connection, LogCopy copy)
      : connection_(std::move(connection)), copy_(std::move(copy)) {}
  Sql<void> CreateTables();
  Sql<void> CommitLayout();
  // What sale.db contains before anything is written to it: its layout (0: no tables), and whether
  // it is new.
  struct Head {
    std::int64_t layout = 0;
    bool is_new = false;
  };
  Result<Head> CheckLayout();
  // Adds checksums to the pages of a file without them, in one transaction.
  Result<void> MakeChecksums(const Head& head);
  Sql<void> ReadState();
  Result<void> CheckState() const;
  Sql<void> WriteMeta(const char* name, std::int64_t value);
  Sql<void> WriteState(const FoldState& state);
  Sql<void> FoldRows(const WaitingRows& rows);
  template <class Row>
  Sql<void> FoldTable(const WaitingTable<Row>& rows);
  template <class Row>
  Result<void> LoadTable(RowChanges& rows);

  enum class Write : std::uint8_t { kUpsert, kUpsertMany, kErase };
  // The statement for one kind of write to the row's table, prepared at its first use: a start that
  // folds nothing needs none.
  template <class Row>
  Sql<Statement*> StatementFor(Write write);

  const std::shared_ptr<Connection> connection_;
  // Notes that the log is in sale.db, unless that is noted. Until then nothing may be written to
  // the log: SQLite would begin it anew, and a start would take a torn beginning for damage.
  Result<void> NoteCopied();

  LogCopy copy_;
  bool is_copied_unnoted_ = false;  // the log is in sale.db, and its note does not say so yet
  std::array<std::array<std::optional<Statement>, 3>, kTables> writes_;  // by kTableIndex and Write
  std::function<void()> rest_ = [] {};
  FoldState state_;
  std::int64_t layout_found_ = 0;
};

}  // namespace onsale::store
