// Changed rows as calls: one a table, with an array for each column.
//
// Shape:    the last value of a row wins; what is erased goes first; tables in the schema's order,
//           rows in order of key.
// Source:   store/schema.h, from which the statements follow.
#pragma once

#include "store/postgres/connection.h"

namespace onsale::store {

Pg<void> PrepareRowCalls(PgConnection& connection);

// `rows` as of MemoryRows::TakeChanges.
std::vector<PgCall> RowCalls(std::string_view rows);

}  // namespace onsale::store
