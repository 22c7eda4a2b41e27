// The report: one HTML file that needs nothing else, no script either.
//
// Shape:    readable on a phone and on a desk, light and dark as the reader's system is.
// Owner:    the text is complete. Whatever came from the server is escaped.
#pragma once

#include <string>

#include "rehearsal/record.h"

namespace onsale::rehearsal {

std::string ReportPage(const Record& record);

}  // namespace onsale::rehearsal
