// The tables of a sale in PostgreSQL: made, brought up to date, and checked.
//
// Shape:    those of store/schema.h, with what the rules forbid as constraints, the last defence
//           behind them; and two of the store's own. `sale_head` has one row, the number and time of
//           the last batch, which every writer locks first. `batches` holds what each of the last
//           batches changed, for the other nodes.
// Threads:  one.
// Errors:   StoreError: kUnavailable for a schema that a newer program made.
#pragma once

#include "store/postgres/connection.h"
#include "store/sql.h"
#include "store/store.h"

namespace onsale::store {

// Makes what is missing. Several nodes may do so at once.
std::expected<void, StoreError> PrepareTables(PgConnection& connection);

// `INSERT` of arrays, one a column; rows that are there are replaced.
std::string PgUpsertSql(const TableText& table);
// Rows that must not be there yet.
std::string PgInsertSql(const TableText& table);
// By arrays of the key's columns.
std::string PgDeleteSql(const TableText& table);

// kUnavailable, in words for the operator's log.
StoreError UnavailableFor(const PgError& error);

}  // namespace onsale::store
