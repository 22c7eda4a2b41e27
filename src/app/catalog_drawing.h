// `onsale catalog draw`: draws a chart of catalogue files as SVG. `onsale catalog init`: writes a
// small catalogue to begin with.
//
// Errors:   the exit status: 0 done, 1 the catalogue has mistakes or a file cannot be written,
//           2 wrong usage.
// Threads:  the main thread.
// Source:   docs/catalog.md, "Positions": the stage is at the top of the drawing.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "domain/catalog.h"

namespace onsale::app {

struct CatalogDrawingTask {
  std::vector<std::string> files;
  std::string chart;  // may be empty if the files have one chart
  std::string svg;    // the file to write; `-`: standard output
};

struct CatalogOutput {
  std::ostream& out;
  std::ostream& err;
};

int DrawCatalog(const CatalogDrawingTask& task, CatalogOutput output);

// Writes the catalogue to begin with to a file that does not exist yet; an empty name means
// standard output.
int WriteFirstCatalog(const std::string& file, CatalogOutput output);

// The catalogue to begin with: it has no mistakes.
std::string_view FirstCatalog();

// The chart of these rows with this id as SVG: a circle for each seat in its category's colour,
// accessible places with a ring and a letter, the sections' names, and a legend.
std::string ChartAsSvg(const domain::CatalogRows& rows, domain::ChartId chart);

}  // namespace onsale::app
