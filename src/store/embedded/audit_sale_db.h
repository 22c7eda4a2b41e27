// The audit of a sale.db: one read transaction on a connection of its own.
//
// Shape:    sees the state of the last fold before it started; writers go on meanwhile. What it
//           sorts and does not fit its cache goes to SQLite's temporary files.
// Threads:  any.
// Errors:   StoreError: kUnavailable if the file cannot be read now, or `stop` was requested.
//           Damage that a check runs into is a violation of that check.
#pragma once

#include <stop_token>

#include "store/audit.h"

namespace onsale::store {

std::expected<AuditReport, StoreError> AuditSaleDb(const std::string& path, std::stop_token stop);

}  // namespace onsale::store
