// Pages of a user's reservations: the query that asks for one, and the answer.
//
// Shape:    `status` selects reservations; `limit` and `cursor` select a page of them. Without
//           `status` the list has the held and paid ones, and without `limit` all of these. The
//           command asks for one reservation more than the page shows, to know whether more follow.
//           If the page may have ended ones, a question to the tables follows, for those that left
//           memory.
// Errors:   ReadReservationPage: the problem `invalid-parameter`. The question: those of
//           ReadProblem (question.h), and `unavailable` if too many buyers ask at once.
#pragma once

#include <expected>
#include <optional>
#include <vector>

#include "domain/command.h"
#include "http/call.h"
#include "http/parameters.h"
#include "http/question.h"
#include "http/response.h"
#include "store/past_reservations_question.h"

namespace onsale::http {

inline constexpr QueryNames kReservationPageQuery = {"status", "limit", "cursor"};

// Reads the page from the values of kReservationPageQuery.
std::expected<domain::ReservationPage, Response> ReadReservationPage(const QueryValues& query);

// Requires: ReadReservationPage has read call.query.
Response ReplyReservationPage(const Call& call, const std::vector<domain::ReservationView>& views);

// The reservations of a command's answer, and those that only the tables have: newest first, each
// once, as the command has it if both do.
std::vector<domain::ReservationView> WithEnded(const std::vector<domain::ReservationView>& views,
                                               const std::vector<domain::Reservation>& ended);

// The question that follows a command whose answer is `views`: the response has them, and those of
// the owner that only the tables have. Nothing if the page has no ended ones. Requires:
// ReadReservationPage has read call.query.
std::optional<Question> AskEndedPage(const Call& call, store::ReservationOwner owner,
                                     const std::vector<domain::ReservationView>& views);

}  // namespace onsale::http
