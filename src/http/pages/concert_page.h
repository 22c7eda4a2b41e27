// What anybody may know of a concert before the queue: its shows, their prices, and where their
// sales are.
#pragma once

#include <string>
#include <string_view>

#include "domain/catalog.h"
#include "domain/views.h"

namespace onsale::http {

// The concert as JSON. A show of the view that the catalogue does not have yet is left out.
std::string ConcertBytes(const domain::Catalog& catalog, std::string_view currency,
                         const domain::Concert& concert, const domain::ConcertView& view);

}  // namespace onsale::http
