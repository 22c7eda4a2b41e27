// Finds the concert or show of a call in the catalogue of the request, and which part is wanted.
//
// Owner:    the catalogue owns the show.
// Errors:   the response to send instead.
#pragma once

#include <expected>
#include <optional>
#include <string_view>

#include "domain/catalog.h"
#include "http/endpoint.h"
#include "http/response.h"

namespace onsale::http {

// Finds a concert by its concertId; the response 404 if there is none.
std::expected<const domain::Concert*, Response> FindConcert(const domain::Catalog& catalog,
                                                            std::string_view slug);

// Whether the query's first parameter, `status`, is `all`, and not `available` or absent. The
// response 400 for any other value.
std::expected<bool, Response> WantsAll(const Call& call);

// Finds a show by its showId; the response 404 if there is none.
std::expected<const domain::Show*, Response> FindShow(const domain::Catalog& catalog,
                                                      std::string_view slug);

// The problem that a chart has no section with the name of the parameter `section`; and the same of
// a name that was decoded, or nothing if the show's chart has the section.
Response NoSuchSection();
std::optional<Response> SectionProblem(const domain::Catalog& catalog, const domain::Show& show,
                                       std::string_view section);

// Makes the command ReadSeats for the show that the path names.
std::expected<domain::ReadSeats, Response> AskSeatsOfShow(const Call& call);

// Finds the show of a seat map. 503 if the map and the catalogue do not match, because a new
// catalogue was loaded in between.
std::expected<const domain::Show*, Response> FindShowOf(const domain::Catalog& catalog,
                                                        const domain::SeatMap& map);

}  // namespace onsale::http
