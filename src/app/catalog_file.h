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

struct CatalogFiles {
  domain::CatalogSpec spec;
  std::vector<std::string> warnings;
};

// The text of a file, but at most one byte more than a document may have, which shows that it is
// too large. An error is a sentence.
std::expected<std::string, std::string> ReadCatalogText(const std::filesystem::path& path);

std::expected<CatalogFiles, std::vector<std::string>> ReadCatalogFiles(
    std::span<const std::filesystem::path> files, const CatalogBasis& basis);

// A room whose first sale opens later than the room.
struct LateSale {
  std::string room;
  base::Time room_opens;
  base::Time sale_opens;
};
// What such a room means for buyers, as a sentence. `shows` is the number of its shows; 0: unknown.
std::string Sentence(const LateSale& late, base::Time now, std::size_t shows = 0);

// A sentence for each room whose first sale opens later than the room, in order of rooms; a room
// that the catalogue does not schedule opens now. Such a catalogue is valid: buyers wait.
std::vector<std::string> SalesAfterTheirRooms(const domain::CatalogSpec& spec, base::Time now);

// Summarizes a catalogue in a few lines: concerts, shows, seats, prices.
std::string Summarize(const domain::CatalogSpec& spec);

}  // namespace onsale::app
