#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/endpoints/reply.h"
#include "http/endpoints/reservation_json.h"

namespace onsale::http {
namespace {

using domain::ListReservations;

class ListReservationsCall final : public CommandEndpoint<ListReservations> {
 public:
  ListReservationsCall()
      : CommandEndpoint({.method = Method::kGet,
                         .path = "/v1/reservations",
                         .operation_id = "listReservations"}) {}

 private:
  Asked Ask(Call& call) const override { return ListReservations{.caller = *call.caller.token}; }

  Response Reply(const Call& call,
                 const std::vector<domain::ReservationView>& views) const override {
    std::string out;
    {
      JsonWriter json(out);
      json.BeginObject().Key("reservations").BeginArray();
      for (const domain::ReservationView& view : views) {
        WriteReservation(json, view.reservation, {*call.services.catalog, call.services.currency});
      }
      json.EndArray().EndObject();
    }
    return PersonalReply(200, std::move(out));
  }
};

}  // namespace

const Endpoint& ListReservationsEndpoint() {
  static const ListReservationsCall endpoint;
  return endpoint;
}

}  // namespace onsale::http
