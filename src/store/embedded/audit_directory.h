// The audit of a data directory that no process uses.
//
// Shape:    recovers sale.db and journal as a start does: a torn last frame is cleared, and what
//           the journal has beyond sale.db is folded. Changes nothing else, and nothing at all where a
//           start would refuse.
// Owner:    the directory, exclusively, until it returns.
// Threads:  any.
// Errors:   StoreError: kUnavailable (in use, not there, not writable), kCorrupt for damage that a
//           start would refuse. Whatever else is wrong is a violation in the report.
#pragma once

#include "store/store.h"

namespace onsale::store {

std::expected<AuditReport, StoreError> AuditDirectory(const std::string& directory);

}  // namespace onsale::store
