// Changed rows as calls, with an array for each column.
//
// Shape:    for each table one that erases, one that replaces rows, and one that inserts those that
//           were not there before (a third cheaper, and refused if the table has one). The last
//           value of a row wins; tables in the schema's order, rows in order of key.
// Source:   store/schema.h, from which the statements follow.
#pragma once

#include "store/memory/undo_log.h"
#include "store/postgres/connection.h"

namespace onsale::store {

Pg<void> PrepareRowCalls(PgConnection& connection);

// `rows` as of MemoryRows::TakeChanges.
std::vector<PgCall> RowCalls(std::string_view rows, const UndoLog& before);

}  // namespace onsale::store
