// What loading a catalogue did, or why it was refused, in words for the operator.
#pragma once

#include "app/log.h"
#include "domain/command.h"

namespace onsale::app {

// Whether the catalogue was loaded.
bool Report(const domain::LoadCatalog::Answer& answer, Log& log);

}  // namespace onsale::app
