// Logs what loading a catalogue changed, or why it was refused.
#pragma once

#include "app/log.h"
#include "domain/command.h"

namespace onsale::app {

// Logs the result of loading a catalogue; returns whether the catalogue was loaded.
bool Report(const domain::LoadCatalog::Answer& answer, Log& log);

}  // namespace onsale::app
