// The audit of a sale.db, in one read transaction on a connection of its own.
//
// Shape:    reads the tables as of the last fold before it started and does not block writers.
//           Large sorts use SQLite's temporary files.
// Threads:  any.
// Errors:   StoreError: kUnavailable if the file cannot be read now, or `stop` was requested.
//           Damage that a check reads is a violation of that check.
#pragma once

#include <stop_token>

#include "store/audit.h"

namespace onsale::store {

std::expected<AuditReport, StoreError> AuditSaleDb(const std::string& path, std::stop_token stop);

}  // namespace onsale::store
