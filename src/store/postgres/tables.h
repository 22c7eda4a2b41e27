// Creates, updates and checks the tables of a sale in PostgreSQL.
//
// Shape:    the tables of store/schema.h, with the rules' invariants as constraints, and three of
//           the store's own: `sale_head` has one row, the last commit and the digests of token
//           keys, which every writer locks first; `batches` has the changed rows of the latest
//           commits, for the other nodes; `nodes` has each node's last commit.
// Threads:  one.
// Errors:   StoreError: kOutdated for tables of a newer version.
#pragma once

#include "store/postgres/connection.h"
#include "store/sql.h"
#include "store/store.h"

namespace onsale::store {

extern const Dialect kPgDialect;

// Creates the tables, or brings those of an earlier version to today's layout: each step of
// schema_steps.h is a transaction, so that the next start continues after a crash. Several nodes
// may do so at the same time: they take turns. Returns the layout that was found; 0 if there were
// no tables.
std::expected<std::int64_t, StoreError> PrepareTables(PgConnection& connection);

// Whether the tables have today's layout; otherwise a sentence that says what to do.
std::expected<void, StoreError> CheckLayout(PgConnection& connection);

// The error for a database without a sale.
StoreError NoSale();
// The error for tables of this layout, which is newer than this program's.
StoreError NewerTables(std::int64_t layout);

// An `INSERT` of rows from one array for each column; existing rows are replaced.
std::string PgUpsertSql(const TableText& table);
// An `INSERT` of rows from arrays; it fails if a row exists.
std::string PgInsertSql(const TableText& table);
// A `DELETE` of rows by arrays of the key's columns.
std::string PgDeleteSql(const TableText& table);

// Converts an error to kUnavailable, in words for the operator's log.
StoreError UnavailableFor(const PgError& error);

}  // namespace onsale::store
