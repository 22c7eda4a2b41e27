// Reads the tables in PostgreSQL, in one read-only transaction.
//
// Owner:    shares the connection with its creator. The destructor ends the transaction and does
//           not wait for it.
// Threads:  any, one at a time; `stop` may be requested on any other.
// Errors:   StoreError; error() returns the last error of PostgreSQL.
#pragma once

#include <stop_token>

#include "store/postgres/connection.h"
#include "store/table_reader.h"

namespace onsale::store {

class PgTables final : public TableReader {
 public:
  // A connection for Begin.
  static Pg<std::shared_ptr<PgConnection>> Connect(const PgOptions& options);
  // Begins the transaction. StalePrimary if the tables lack commit `known`.
  static Pg<std::unique_ptr<PgTables>> Begin(std::shared_ptr<PgConnection> connection,
                                             std::uint64_t known, std::stop_token stop = {});
  // Begin on a connection of its own, without a time limit for queries.
  static std::expected<std::unique_ptr<PgTables>, StoreError> Open(PgOptions options,
                                                                   std::uint64_t known,
                                                                   std::stop_token stop);
  PgTables(std::shared_ptr<PgConnection> connection, const TableScope& scope, std::stop_token stop)
      : TableReader(scope), connection_(std::move(connection)), stop_(std::move(stop)) {}
  ~PgTables() override;

  std::expected<void, StoreError> ForEach(const TableQuery& query, const OnRow& on_row) override;
  const std::optional<PgError>& error() const { return error_; }

 private:
  Pg<PgResult> Run(const TableQuery& query);

  const std::shared_ptr<PgConnection> connection_;
  const std::stop_token stop_;
  std::optional<PgError> error_;
};

// The error of a read: kCorrupt for damage and for a sum that overflows, else kUnavailable.
StoreError ReadErrorOf(const PgError& error);

}  // namespace onsale::store
