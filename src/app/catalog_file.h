// Catalogue files: what `serve --catalog` loads and what `catalog check` judges.
//
// Shape:    files are read in the order given and become one CatalogSpec; see CatalogReader.
// Threads:  any; no state is shared.
// Errors:   one line a mistake, `FILE:LINE:COLUMN: ` and a sentence, of all files.
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

// A few lines for people: concerts, shows, seats, prices.
std::string Summarize(const domain::CatalogSpec& spec);

}  // namespace onsale::app
