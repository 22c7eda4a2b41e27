// Brings the tables of an earlier version's sale.db to today's layout, in place.
//
// Shape:    each step of schema_steps.h is one transaction, which also sets `PRAGMA user_version`.
//           A process that is killed leaves the layout of some step; the next start continues.
// Requires: the caller holds the data directory's lock.
#pragma once

#include "store/embedded/tables/sqlite.h"

namespace onsale::store {

// Takes every step after `layout`; none if that is today's.
Sql<void> Migrate(Connection& connection, std::int64_t layout);

}  // namespace onsale::store
