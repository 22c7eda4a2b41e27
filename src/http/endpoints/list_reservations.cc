#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/endpoints/reservation_page.h"

namespace onsale::http {
namespace {

Asked<domain::ListReservations> AskPage(const Call& call) {
  auto page = ReadReservationPage(call.query);
  if (!page) return std::unexpected(std::move(page).error());
  return domain::ListReservations{.caller = *call.caller.token, .page = *page};
}

std::optional<Question> AskTablesForPage(const Call& call, const domain::Outcome& outcome) {
  const auto& answer = domain::AnswerOf<domain::ListReservations>(outcome);
  if (!answer) return std::nullopt;
  return AskEndedPage(call, {.token = call.caller.token->key}, *answer);
}

constexpr Endpoint ListEndpoint() {
  Endpoint endpoint =
      CommandEndpoint<AskPage, ReplyReservationPage>({.method = Method::kGet,
                                                      .path = "/v1/reservations",
                                                      .operation_id = "listReservations",
                                                      .call_class = CallClass::kReads,
                                                      .query = kReservationPageQuery});
  endpoint.next = AskTablesForPage;
  endpoint.next_keeps_order = true;
  return endpoint;
}

}  // namespace

constexpr Endpoint kListReservationsEndpoint = ListEndpoint();

}  // namespace onsale::http
