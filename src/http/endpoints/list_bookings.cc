// All bookings of the sale, for the operator: every reservation that was paid.

#include "http/endpoints/endpoints.h"
#include "http/endpoints/reply.h"
#include "http/endpoints/reservation_json.h"
#include "store/bookings_question.h"

namespace onsale::http {
namespace {

using store::BookingsQuestion;

constexpr std::int64_t kBookingsPerPageMax = 500;
constexpr std::int64_t kBookingsPerPage = 100;

// Reads one booking more than the page shows, to know whether more follow. The cursor is the id of
// the last payment; clients must not parse it.
Step BeginBookings(const Spec& spec, Call& call) {
  const auto values = ReadQuery(call.request.query, spec.query);
  if (!values) return values.error();
  const auto& [limit_text, cursor_text, unused] = *values;
  const auto limit =
      limit_text ? ReadNumberParameter(*limit_text, kBookingsPerPageMax) : kBookingsPerPage;
  if (!limit || *limit < 1) {
    return ParameterProblem({.name = "limit", .wanted = "a whole number from 1 to 500"});
  }
  const auto after = cursor_text ? base::Uuid::Parse(*cursor_text) : base::Uuid();
  if (!after) {
    return ParameterProblem(
        {.name = "cursor", .wanted = "a nextCursor exactly as it was received"});
  }
  const auto most = static_cast<std::size_t>(*limit);
  const BookingsQuestion question{.after = *after, .limit = most + 1};
  return AskStore(question,
                  [most](const Call& answered, const store::AnswerTo<BookingsQuestion>& bookings) {
                    if (!bookings) return ReadProblem(bookings.error());
                    std::vector<domain::ReservationView> shown;
                    for (const domain::Reservation& booking :
                         std::span(*bookings).first(std::min(most, bookings->size()))) {
                      shown.push_back({booking});
                    }
                    std::optional<std::string> next;
                    if (bookings->size() > most)
                      next = shown.back().reservation.payment.uuid.ToString();
                    return PersonalReply(200, ReservationsJson(shown, next, ContextOf(answered)));
                  });
}

}  // namespace

constexpr Endpoint kListBookingsEndpoint{
    .spec = {.method = Method::kGet,
             .path = "/v1/operator/bookings",
             .operation_id = "listBookings",
             .needs = {.scope = domain::Scope::kReservationsRead},
             .query = {"limit", "cursor"}},
    .begin = BeginBookings};

}  // namespace onsale::http
