// Writes an entry of a ledger as JSON.
#pragma once

#include "domain/rows.h"
#include "http/json/json_writer.h"

namespace onsale::http {

void WriteLedgerEntry(JsonWriter& json, const domain::LedgerEntry& entry);

}  // namespace onsale::http
