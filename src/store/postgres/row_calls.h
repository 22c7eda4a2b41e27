// Converts changed rows to statements with an array for each column.
//
// Shape:    for each table there is a call that erases rows, one that replaces rows, and one that
//           inserts new rows (which costs a third less, and fails if a row exists). Each row is
//           written once, with its last value; tables in the schema's order, rows in order of key.
// Source:   statements are generated from store/schema.h.
#pragma once

#include "store/memory/undo_log.h"
#include "store/postgres/connection.h"

namespace onsale::store {

Pg<void> PrepareRowCalls(PgConnection& connection);

// The calls that write `rows`, which MemoryRows::TakeChanges has encoded.
std::vector<PgCall> RowCalls(std::string_view rows, const UndoLog& before);

}  // namespace onsale::store
