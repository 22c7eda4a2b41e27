#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/endpoints/reservation_json.h"

namespace onsale::http {
namespace {

using domain::ListReservations;

Response ReplyReservations(const Call& call, const std::vector<domain::ReservationView>& views) {
  return PersonalReply(200, ReservationsJson(views, ContextOf(call)));
}

}  // namespace

constexpr Endpoint kListReservationsEndpoint =
    CommandEndpoint<AskByCaller<ListReservations>, ReplyReservations>(
        {.method = Method::kGet,
         .path = "/v1/reservations",
         .operation_id = "listReservations",
         .call_class = CallClass::kReads});

}  // namespace onsale::http
