// What anybody may know of concerts before the queue: their shows, prices, and where their sales
// are.
#pragma once

#include <string>
#include <string_view>

#include "domain/views.h"
#include "http/pages/chart_pages.h"

namespace onsale::http {

struct ConcertSource {
  const ChartSet& charts;  // of the catalogue that has the concert
  std::string_view currency;
  std::string_view base_path;
};

// The concert as JSON. A show of the view that the catalogue does not have yet is left out.
std::string ConcertBytes(const ConcertSource& source, const domain::Concert& concert,
                         const domain::ConcertView& view);

// All concerts of the catalogue as JSON.
std::string ConcertsBytes(const domain::Catalog& catalog);

}  // namespace onsale::http
