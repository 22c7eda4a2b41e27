// The show that a call is about, as the catalogue of this moment has it.
//
// Owner:    the catalogue; a show lives as long as it.
// Errors:   the response to give instead.
#pragma once

#include <expected>
#include <string_view>

#include "http/endpoint.h"

namespace onsale::http {

// By its showId; 404 if there is none.
std::expected<const domain::Show*, Response> FindShow(const domain::Catalog& catalog,
                                                      std::string_view slug);

// The show whose seats these are. Map and catalogue are each of the moment of their making: if a new
// catalogue has come in between, 503.
std::expected<const domain::Show*, Response> FindShowOf(const domain::Catalog& catalog,
                                                        const domain::SeatMap& map);

}  // namespace onsale::http
