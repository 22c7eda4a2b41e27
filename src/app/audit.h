// `onsale audit`: checks everything that a sale has stored, in its directory, in PostgreSQL or
// through its running server.
//
// Shape:    prints a table of checks, the first violations of each, and a verdict; or the JSON of
//           `GET /v1/operator/audit`.
// Errors:   the exit status: 0 no violation, 1 violations or damage, 2 the audit could not run
//           (wrong usage, directory in use, server not reached).
// Threads:  the main thread.
#pragma once

#include <iosfwd>
#include <string>

#include "app/operator_call.h"
#include "store/audit_report.h"

namespace onsale::app {

// What to audit: exactly one of `data`, `store` and `url` is set.
struct AuditTask {
  std::string data;
  std::string store;
  bool allow_insecure_store = false;  // only for `store`
  std::string url;
  std::string key_file;  // only for `url`; empty: as FindKey says
  bool as_json = false;
};

struct AuditOutput {
  std::ostream& out;
  std::ostream& err;
};

int Audit(const AuditTask& task, const Invocation& invocation, AuditOutput output);

// The audit report as a table for a terminal. Control bytes in stored values are escaped.
std::string AuditTable(const store::AuditReport& report);

}  // namespace onsale::app
