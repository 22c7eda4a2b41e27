// Two calls on one reservation of the caller that differ only in their command.

#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/endpoints/reply.h"
#include "http/endpoints/reservation_json.h"

namespace onsale::http {
namespace {

template <class C>
class OneReservationCall final : public CommandEndpoint<C> {
 public:
  using CommandEndpoint<C>::CommandEndpoint;

 private:
  CommandEndpoint<C>::Asked Ask(Call& call) const override {
    const auto uuid = base::Uuid::Parse(call.parameters[0]);
    if (!uuid) {
      return std::unexpected(
          Problem(ProblemCode::kReservationNotFound,
                  "This is not the id of a reservation: a UUID of 36 characters."));
    }
    return C{.caller = *call.caller.token, .id = {*uuid}};
  }

  Response Reply(const Call& call, const domain::ReservationView& view) const override {
    return PersonalReply(
        200, ReservationJson(view.reservation, {*call.services.catalog, call.services.currency}));
  }
};

constexpr std::string_view kPath = "/v1/reservations/{reservationId}";

}  // namespace

const Endpoint& ReadReservationEndpoint() {
  static const OneReservationCall<domain::ReadReservation> endpoint(
      {.method = Method::kGet, .path = kPath, .operation_id = "readReservation"});
  return endpoint;
}

const Endpoint& CancelReservationEndpoint() {
  static const OneReservationCall<domain::CancelReservation> endpoint(
      {.method = Method::kDelete, .path = kPath, .operation_id = "cancelReservation"});
  return endpoint;
}

}  // namespace onsale::http
