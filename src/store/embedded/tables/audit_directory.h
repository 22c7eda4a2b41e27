// The audit of a data directory that no process uses.
//
// Shape:    the audit first recovers sale.db and the journal as a start does: it clears a torn last
//           frame and folds the journal's later commits. It changes nothing else, and nothing at
//           all if a start would refuse the directory.
// Owner:    holds the directory exclusively until it returns.
// Threads:  any.
// Errors:   StoreError: kUnavailable (in use, missing, not writable), kCorrupt for damage that a
//           start would refuse. Anything else that is wrong is a violation in the report.
#pragma once

#include "store/store.h"

namespace onsale::store {

std::expected<AuditReport, StoreError> AuditDirectory(const std::string& directory);

}  // namespace onsale::store
