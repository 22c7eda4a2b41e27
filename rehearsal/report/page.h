// Writes the report of a rehearsal: one HTML file without scripts or other files.
//
// Shape:    the page is readable on a phone and on a desk, light or dark as the reader's system is.
// Owner:    returns the complete text. Text from the server is escaped.
#pragma once

#include <string>

#include "rehearsal/record.h"

namespace onsale::rehearsal {

std::string ReportPage(const Record& record);

}  // namespace onsale::rehearsal
