// Reads the tables of a data directory that no process uses.
//
// Shape:    first recovers sale.db and the journal as a start does: it clears a torn last frame,
//           folds the journal's later commits, and brings tables of an earlier version to today's
//           layout. It changes nothing else, and nothing at all if a start would refuse the
//           directory.
// Owner:    holds the directory exclusively until it returns.
// Threads:  any.
// Errors:   StoreError: kUnavailable (in use, missing, not writable), kCorrupt for damage that a
//           start would refuse. Anything else that is wrong is a violation in an audit's report.
#pragma once

#include <functional>

#include "store/audit.h"
#include "store/table_reader.h"

namespace onsale::store {

// Calls `read` once, with all commits in the tables.
std::expected<void, StoreError> ReadDirectory(
    const std::string& directory,
    const std::function<std::expected<void, StoreError>(TableReader&)>& read);

std::expected<AuditReport, StoreError> AuditDirectory(const std::string& directory);

}  // namespace onsale::store
