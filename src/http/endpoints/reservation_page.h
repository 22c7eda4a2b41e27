// Pages of a user's reservations: the query that asks for one, and the answer.
//
// Shape:    `status` selects reservations; `limit` and `cursor` select a page of them. Without
//           `status` the list has the held and paid ones, and without `limit` all of these. The
//           command asks for one reservation more than the page shows, to know whether more follow.
// Errors:   ReadReservationPage: the problem `invalid-parameter`.
#pragma once

#include <expected>
#include <vector>

#include "domain/command.h"
#include "http/call.h"
#include "http/parameters.h"
#include "http/response.h"

namespace onsale::http {

inline constexpr QueryNames kReservationPageQuery = {"status", "limit", "cursor"};

// Reads the page from the values of kReservationPageQuery.
std::expected<domain::ReservationPage, Response> ReadReservationPage(const QueryValues& query);

// Requires: ReadReservationPage has read call.query.
Response ReplyReservationPage(const Call& call, const std::vector<domain::ReservationView>& views);

}  // namespace onsale::http
