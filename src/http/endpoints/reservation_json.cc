#include "http/endpoints/reservation_json.h"

#include "domain/words.h"
#include "http/json/show_json.h"
#include "http/json/token_json.h"

namespace onsale::http {
namespace {

using domain::Reservation;
using domain::ReservationStatus;

// The seat as the ticket names it within its row: what follows the last hyphen of the label.
std::string_view PrintedSeat(const domain::ChartSeat& seat) {
  return std::string_view(seat.label).substr(seat.label.rfind('-') + 1);
}

void WriteText(JsonWriter& json, std::string_view key, const std::string* text) {
  json.Key(key);
  text == nullptr ? json.Null() : json.String(*text);
}

const domain::Category* CategoryOf(const domain::Catalog& catalog, const domain::ChartSeat& seat) {
  for (const domain::Category& category : catalog.CategoriesOf(seat.chart)) {
    if (category.slug == seat.category) return &category;
  }
  return nullptr;
}

void WriteSeat(JsonWriter& json, const domain::ReservedSeat& seat,
               const domain::ChartSeat* chart_seat, const domain::Catalog& catalog) {
  const domain::Category* const category =
      chart_seat == nullptr ? nullptr : CategoryOf(catalog, *chart_seat);
  json.BeginObject();
  json.Key("number").Integer(seat.number.value);
  json.Key("label");
  chart_seat ? json.String(chart_seat->label) : json.String(std::to_string(seat.number.value));
  WriteText(json, "section", chart_seat ? &chart_seat->section : nullptr);
  WriteText(json, "row", chart_seat ? &chart_seat->row : nullptr);
  json.Key("seat");
  chart_seat ? json.String(PrintedSeat(*chart_seat)) : json.Null();
  WriteText(json, "categoryId", chart_seat ? &chart_seat->category : nullptr);
  WriteText(json, "categoryName", category ? &category->name : nullptr);
  json.Key("price").Integer(seat.price.minor);
  json.EndObject();
}

void WriteConcert(JsonWriter& json, const domain::Concert* concert) {
  WriteText(json, "concertId", concert ? &concert->slug : nullptr);
  WriteText(json, "title", concert ? &concert->title : nullptr);
  WriteText(json, "artist", concert ? &concert->artist : nullptr);
  WriteText(json, "venue", concert ? &concert->venue : nullptr);
}

}  // namespace

void WriteWhatIsReserved(JsonWriter& json, const Reservation& reservation,
                         const domain::Catalog& catalog) {
  const domain::Show* const show = catalog.Find(reservation.show);
  const domain::Concert* const concert = show ? catalog.Find(show->concert) : nullptr;
  json.Key("userId").String(reservation.user.text());
  WriteConcert(json, concert);
  if (concert != nullptr) {
    WriteShowStart(json, *concert, *show);
  } else {
    json.Key("date").Null();
    json.Key("showId").String(std::to_string(reservation.show.value));
    json.Key("startsAt").Null();
    json.Key("timeZone").Null();
  }
  json.Key("seats").BeginArray();
  for (const domain::ReservedSeat& seat : reservation.seats) {
    WriteSeat(json, seat, show ? catalog.FindSeat(show->chart, seat.number) : nullptr, catalog);
  }
  json.EndArray();
}

ReservationContext ContextOf(const Call& call) {
  return {*call.services.catalog, call.services.currency, call.services.clock.Now()};
}

void WriteReservation(JsonWriter& json, const Reservation& reservation,
                      const ReservationContext& context) {
  json.BeginObject();
  json.Key("reservationId").String(reservation.id.uuid.ToString());
  json.Key("bookingNumber").String(base::BookingText(base::BookingNumberOf(reservation.id)));
  json.Key("status").String(WordOf(reservation.status));
  WriteWhatIsReserved(json, reservation, context.catalog);
  json.Key("amount").Integer(reservation.amount.minor);
  json.Key("currency").String(context.currency);
  json.Key("createdAt").String(base::FormatRfc3339(reservation.created_at));
  json.Key("heldUntil").String(base::FormatRfc3339(reservation.held_until));
  json.Key("remainingSeconds");
  const bool held = reservation.status == ReservationStatus::kHeld;
  WriteSecondsLeft(json, held ? std::optional(reservation.held_until) : std::nullopt, context.now);
  if (reservation.status == ReservationStatus::kConfirmed) {
    json.Key("paymentId").String(reservation.payment.uuid.ToString());
    json.Key("paidAt").String(base::FormatRfc3339(reservation.paid_at));
  }
  if (reservation.end_reason != domain::EndReason::kNone) {
    json.Key("endedBecause").String(domain::WordOf(reservation.end_reason));
    json.Key("endedAt").String(base::FormatRfc3339(reservation.ended_at));
  }
  json.EndObject();
}

std::string ReservationJson(const Reservation& reservation, const ReservationContext& context) {
  std::string out;
  out.reserve(640 + reservation.seats.size() * 160);
  JsonWriter json(out);
  WriteReservation(json, reservation, context);
  return out;
}

std::string ReservationsJson(std::span<const domain::ReservationView> views,
                             const std::optional<std::string>& next_cursor,
                             const ReservationContext& context) {
  std::string out;
  {
    JsonWriter json(out);
    json.BeginObject().Key("reservations").BeginArray();
    for (const domain::ReservationView& view : views) {
      WriteReservation(json, view.reservation, context);
    }
    json.EndArray();
    WriteText(json, "nextCursor", next_cursor ? &*next_cursor : nullptr);
    json.EndObject();
  }
  return out;
}

}  // namespace onsale::http
