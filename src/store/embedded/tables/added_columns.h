// Adds the columns that an earlier version's tables lack.
//
// Shape:    existing rows get the column's default, as journal rows of an older layout do
//           (schema.h, `Since`). A second call changes nothing.
// Requires: the tables exist.
#pragma once

#include "store/embedded/tables/sqlite.h"

namespace onsale::store {

Sql<void> AddMissingColumns(Connection& connection);

}  // namespace onsale::store
