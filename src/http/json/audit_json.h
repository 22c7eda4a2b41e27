// Writes an audit report as JSON, the same in the API and on the command line.
#pragma once

#include <string>

#include "store/audit_report.h"

namespace onsale::http {

std::string AuditJson(const store::AuditReport& report);

}  // namespace onsale::http
