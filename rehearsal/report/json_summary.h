// Writes a rehearsal's record as JSON, for scripts. Members are added, never renamed;
// docs/rehearsal.md lists them.
#pragma once

#include <string>

#include "rehearsal/record.h"

namespace onsale::rehearsal {

std::string JsonSummary(const Record& record);

}  // namespace onsale::rehearsal
