// Reads the tables of a sale.db.
//
// Owner:    shares the connection with its creator.
// Threads:  any, one at a time.
// Errors:   StoreError: kUnavailable if the file cannot be read now, or a stop was requested;
//           kCorrupt for damage, and for a sum that overflows.
#pragma once

#include <stop_token>

#include "store/embedded/tables/sqlite.h"
#include "store/table_reader.h"

namespace onsale::store {

class SqliteTables final : public TableReader {
 public:
  // Opens the tables as of the last fold, in one read transaction on a connection of its own, which
  // does not block writers. Large sorts use SQLite's temporary files. `vfs` as for a Connection.
  static std::expected<std::unique_ptr<SqliteTables>, StoreError> Open(const std::string& path,
                                                                       std::stop_token stop,
                                                                       const char* vfs = nullptr);
  // Reads without a transaction. Requires: while the object lives, nothing is written to the file;
  // `commit_number` is the last commit in the file, decided at `now`.
  SqliteTables(std::shared_ptr<Connection> connection, std::uint64_t commit_number, base::Time now,
               std::stop_token stop = {});

  std::expected<void, StoreError> ForEach(const TableQuery& query, const OnRow& on_row) override;

 private:
  const std::shared_ptr<Connection> connection_;
  const std::stop_token stop_;
};

// The number with this name in store_meta; 0 if there is none.
Sql<std::int64_t> ReadMeta(Connection& connection, const char* name);

}  // namespace onsale::store
