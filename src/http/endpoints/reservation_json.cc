#include "http/endpoints/reservation_json.h"

#include "domain/words.h"

namespace onsale::http {
namespace {

using domain::Reservation;
using domain::ReservationStatus;

void WriteSeats(JsonWriter& json, const Reservation& reservation, const domain::Catalog& catalog) {
  const domain::Show* const show = catalog.Find(reservation.show);
  json.Key("seats").BeginArray();
  for (const domain::ReservedSeat& seat : reservation.seats) {
    const domain::ChartSeat* const chart_seat =
        show == nullptr ? nullptr : catalog.FindSeat(show->chart, seat.number);
    json.BeginObject();
    json.Key("number").Integer(seat.number.value);
    json.Key("label");
    chart_seat ? json.String(chart_seat->label) : json.String(std::to_string(seat.number.value));
    json.Key("price").Integer(seat.price.minor);
    json.EndObject();
  }
  json.EndArray();
}

}  // namespace

void WriteWhatIsReserved(JsonWriter& json, const Reservation& reservation,
                         const domain::Catalog& catalog) {
  const domain::Show* const show = catalog.Find(reservation.show);
  json.Key("userId").String(reservation.user.text());
  json.Key("showId");
  show ? json.String(show->slug) : json.String(std::to_string(reservation.show.value));
  WriteSeats(json, reservation, catalog);
}

void WriteReservation(JsonWriter& json, const Reservation& reservation,
                      const ReservationContext& context) {
  json.BeginObject();
  json.Key("reservationId").String(reservation.id.uuid.ToString());
  json.Key("status").String(WordOf(reservation.status));
  WriteWhatIsReserved(json, reservation, context.catalog);
  json.Key("amount").Integer(reservation.amount.minor);
  json.Key("currency").String(context.currency);
  json.Key("createdAt").String(base::FormatRfc3339(reservation.created_at));
  json.Key("heldUntil").String(base::FormatRfc3339(reservation.held_until));
  if (reservation.status == ReservationStatus::kConfirmed) {
    json.Key("paymentId").String(reservation.payment.uuid.ToString());
    json.Key("paidAt").String(base::FormatRfc3339(reservation.paid_at));
  }
  json.EndObject();
}

std::string ReservationJson(const Reservation& reservation, const ReservationContext& context) {
  std::string out;
  out.reserve(384 + reservation.seats.size() * 64);
  JsonWriter json(out);
  WriteReservation(json, reservation, context);
  return out;
}

std::string ReservationsJson(std::span<const domain::ReservationView> views,
                             const ReservationContext& context) {
  std::string out;
  {
    JsonWriter json(out);
    json.BeginObject().Key("reservations").BeginArray();
    for (const domain::ReservationView& view : views) {
      WriteReservation(json, view.reservation, context);
    }
    json.EndArray().EndObject();
  }
  return out;
}

}  // namespace onsale::http
