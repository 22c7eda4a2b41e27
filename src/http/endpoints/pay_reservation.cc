#include "domain/words.h"
#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/endpoints/reservation_json.h"

namespace onsale::http {
namespace {

using domain::PayReservation;

struct PaymentBody {
  std::string reservation_id;

  static constexpr Member kMembers[] = {
      Member::Of<&PaymentBody::reservation_id>("reservationId", TextBounds{36})};
};

Asked<PayReservation> AskPayment(const Call& call, const PaymentBody& body) {
  const auto uuid = base::Uuid::Parse(body.reservation_id);
  if (!uuid) {
    return std::unexpected(
        MemberProblem({.path = "/reservationId",
                       .sentence = "Member /reservationId must be a UUID of 36 characters."}));
  }
  return PayReservation{
      .caller = *call.caller.token, .id = {*uuid}, .fresh_id = {call.services.ids.Next()}};
}

Response ReplyPayment(const Call& call, const domain::PaymentView& view) {
  const domain::Reservation& reservation = view.reservation;
  std::string out;
  out.reserve(384 + reservation.seats.size() * 64);
  {
    JsonWriter json(out);
    json.BeginObject();
    json.Key("paymentId").String(reservation.payment.uuid.ToString());
    json.Key("reservationId").String(reservation.id.uuid.ToString());
    json.Key("status").String(WordOf(reservation.status));
    WriteWhatIsReserved(json, reservation, *call.services.catalog);
    json.Key("amount").Integer(reservation.amount.minor);
    json.Key("currency").String(call.services.currency);
    json.Key("balance").Integer(view.balance.minor);
    json.Key("paidAt").String(base::FormatRfc3339(reservation.paid_at));
    json.EndObject();
  }
  return PersonalReply(201, std::move(out));
}

}  // namespace

constexpr Endpoint kPayReservationEndpoint = CommandEndpoint<AskPayment, ReplyPayment>(
    {.method = Method::kPost, .path = "/v1/payments", .operation_id = "payReservation"});

}  // namespace onsale::http
