#include "domain/words.h"
#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/endpoints/reply.h"
#include "http/endpoints/reservation_json.h"

namespace onsale::http {
namespace {

using domain::PayReservation;

constexpr std::size_t kUuidBytes = 36;

class PayReservationCall final : public CommandEndpoint<PayReservation> {
 public:
  PayReservationCall()
      : CommandEndpoint({.method = Method::kPost,
                         .path = "/v1/payments",
                         .operation_id = "payReservation",
                         .takes_body = true,
                         .takes_idempotency_key = true}) {}

 private:
  Asked Ask(Call& call) const override {
    std::string text;
    const Member members[] = {{.name = "reservationId", .target = TextTarget{text, kUuidBytes}}};
    if (auto problem = ReadBody(call.request.body, members)) {
      return std::unexpected(*std::move(problem));
    }
    const auto uuid = base::Uuid::Parse(text);
    if (!uuid) {
      return std::unexpected(
          MemberProblem({.path = "/reservationId",
                         .sentence = "Member /reservationId must be a UUID of 36 characters."}));
    }
    return PayReservation{.caller = *call.caller.token,
                          .id = {*uuid},
                          .fresh_id = {call.services.ids.Next()},
                          .idempotency_key = std::move(call.idempotency_key)};
  }

  Response Reply(const Call& call, const domain::PaymentView& view) const override {
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
};

}  // namespace

const Endpoint& PayReservationEndpoint() {
  static const PayReservationCall endpoint;
  return endpoint;
}

}  // namespace onsale::http
