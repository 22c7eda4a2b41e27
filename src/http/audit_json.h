// An audit's report as JSON, the same from the server and from the command line.
#pragma once

#include <string>

#include "store/audit_report.h"

namespace onsale::http {

std::string AuditJson(const store::AuditReport& report);

}  // namespace onsale::http
