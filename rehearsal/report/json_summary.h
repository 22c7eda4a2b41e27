// The record as JSON, for scripts. Members are added, not renamed; `docs/rehearsal.md` names them.
#pragma once

#include <string>

#include "rehearsal/record.h"

namespace onsale::rehearsal {

std::string JsonSummary(const Record& record);

}  // namespace onsale::rehearsal
