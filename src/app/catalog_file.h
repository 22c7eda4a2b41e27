// Reads catalogue files for `serve --catalog` and `catalog check`.
//
// Shape:    all files together, in the order given, become one CatalogSpec; see CatalogReader.
// Threads:  any; no state is shared.
// Errors:   one line for each mistake in any file: `FILE:LINE:COLUMN: ` and a sentence.
// Source:   docs/catalog.md
#pragma once

#include <expected>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "app/catalog_reader.h"

namespace onsale::app {

std::expected<domain::CatalogSpec, std::vector<std::string>> ReadCatalogFiles(
    std::span<const std::filesystem::path> files, const CatalogBasis& basis);

// A sentence for each show whose sale opens later than its room, in order of shows; a room that the
// catalogue does not schedule opens now. Such a catalogue is valid: buyers wait for the sale.
std::vector<std::string> SalesAfterTheirRooms(const domain::CatalogSpec& spec, base::Time now);

// Summarizes a catalogue in a few lines: concerts, shows, seats, prices.
std::string Summarize(const domain::CatalogSpec& spec);

}  // namespace onsale::app
