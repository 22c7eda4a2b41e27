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

}  // namespace

constexpr Endpoint kListReservationsEndpoint =
    CommandEndpoint<AskPage, ReplyReservationPage>({.method = Method::kGet,
                                                    .path = "/v1/reservations",
                                                    .operation_id = "listReservations",
                                                    .call_class = CallClass::kReads,
                                                    .query = kReservationPageQuery});

}  // namespace onsale::http
