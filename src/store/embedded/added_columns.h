// Brings the tables of an older program up to the schema: adds the columns that they lack.
//
// Shape:    rows that are there get the value that a row of that layout has by default, as rows of
//           the journal do (schema.h, `Since`). Doing it twice is doing it once.
// Requires: the tables exist.
#pragma once

#include "store/embedded/sqlite.h"

namespace onsale::store {

Sql<void> AddMissingColumns(Connection& connection);

}  // namespace onsale::store
