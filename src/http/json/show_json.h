// When and where a show is, as members of a JSON object.
#pragma once

#include "domain/catalog.h"
#include "http/json/json_writer.h"

namespace onsale::http {

// Writes `date`, `showId`, `startsAt` and `timeZone`, which is null if the catalogue gives none.
void WriteShowStart(JsonWriter& json, const domain::Concert& concert, const domain::Show& show);

// Writes `presale`, with `group` and `until`, if there is one; it may be over. `offset` is that of
// `until`.
void WritePresale(JsonWriter& json, const domain::Presale& presale, std::chrono::minutes offset);

}  // namespace onsale::http
