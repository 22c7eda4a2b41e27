// What an operator does to seats by hand: `POST /v1/operator/shows/{showId}/seats/hold-back` and
// `.../put-on-sale`, `POST /v1/operator/reservations/{reservationId}/release`. Each needs a reason.

#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/endpoints/find_show.h"
#include "http/endpoints/reservation_json.h"
#include "http/endpoints/seat_numbers.h"
#include "http/json/json_writer.h"

namespace onsale::http {
namespace {

using domain::HoldBackSeats;
using domain::PutSeatsOnSale;
using domain::ReleaseReservation;

struct SeatsBody {
  std::vector<std::int64_t> seats;

  static constexpr Member kMembers[] = {Member::Of<&SeatsBody::seats>(
      "seatNumbers", IntegersBounds{domain::kSeatsByHandMax, 1, UINT32_MAX})};
};

// C is HoldBackSeats or PutSeatsOnSale, and Own its endpoint.
template <class C, const Endpoint& Own>
Asked<C> AskSeats(const Call& call, const SeatsBody& body) {
  if (auto problem = RepeatedSeat(body.seats)) return std::unexpected(*std::move(problem));
  const auto show = FindShow(*call.services.catalog, call.parameters[0]);
  if (!show) return std::unexpected(show.error());
  auto actor = ActorWithReason(Own.spec, call);
  if (!actor) return std::unexpected(std::move(actor).error());
  return C{.actor = *std::move(actor), .show = (*show)->id, .seats = InOrder(body.seats)};
}

Response ReplySeats(const Call& call, const domain::SeatsForSaleView& view) {
  const domain::Show* const show = call.services.catalog->Find(view.show);
  std::string out;
  {
    JsonWriter json(out);
    json.BeginObject();
    json.Key("showId").String(show == nullptr ? std::to_string(view.show.value) : show->slug);
    json.Key("changedSeats").BeginArray();
    for (const domain::SeatNumber number : view.changed) json.Integer(number.value);
    json.EndArray();
    json.Key("seatsAvailable").Integer(view.available);
    json.Key("seatsHeldBack").Integer(view.held_back);
    json.EndObject();
  }
  return PersonalReply(200, std::move(out));
}

Asked<ReleaseReservation> AskRelease(const Call& call) {
  const auto uuid = base::Uuid::Parse(call.parameters[0]);
  if (!uuid || uuid->IsNil()) {
    return std::unexpected(
        Problem(ProblemCode::kReservationNotFound, "There is no reservation with this id."));
  }
  auto actor = ActorWithReason(kReleaseReservationEndpoint.spec, call);
  if (!actor) return std::unexpected(std::move(actor).error());
  return ReleaseReservation{.actor = *std::move(actor), .id = {*uuid}};
}

Response ReplyReleased(const Call& call, const domain::ReservationView& view) {
  return PersonalReply(200, ReservationJson(view.reservation, ContextOf(call)));
}

}  // namespace

constexpr Endpoint kHoldBackSeatsEndpoint =
    CommandEndpoint<AskSeats<HoldBackSeats, kHoldBackSeatsEndpoint>, ReplySeats>(
        {.method = Method::kPost,
         .path = "/v1/operator/shows/{showId}/seats/hold-back",
         .operation_id = "holdBackSeats",
         .needs = {.scope = domain::Scope::kSeatsWrite}});

constexpr Endpoint kPutSeatsOnSaleEndpoint =
    CommandEndpoint<AskSeats<PutSeatsOnSale, kPutSeatsOnSaleEndpoint>, ReplySeats>(
        {.method = Method::kPost,
         .path = "/v1/operator/shows/{showId}/seats/put-on-sale",
         .operation_id = "putSeatsOnSale",
         .needs = {.scope = domain::Scope::kSeatsWrite}});

constexpr Endpoint kReleaseReservationEndpoint = CommandEndpoint<AskRelease, ReplyReleased>(
    {.method = Method::kPost,
     .path = "/v1/operator/reservations/{reservationId}/release",
     .operation_id = "releaseReservation",
     .needs = {.scope = domain::Scope::kSeatsWrite}});

}  // namespace onsale::http
