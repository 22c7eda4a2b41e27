// Reports in the log what loading a catalogue changed, or why the catalogue was refused.
#pragma once

#include <string>

#include "app/log.h"
#include "domain/command.h"

namespace onsale::app {

// Why a catalogue is refused, and the remedy, without the show.
std::string Sentence(const domain::CatalogConflict& conflict);

// Logs `answer`, the result of loading a catalogue; returns whether the catalogue was loaded.
bool Report(const domain::LoadCatalog::Answer& answer, Log& log);

}  // namespace onsale::app
