#include <algorithm>
#include <span>

#include "domain/words.h"
#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/endpoints/reservation_json.h"

namespace onsale::http {
namespace {

using domain::PayReservation;

// The largest amount of a payment.
constexpr std::int64_t kAmountMax =
    std::int64_t{domain::kReservationsPerPaymentMax * domain::kSeatsPerHoldMax} *
    domain::kPriceMax.minor;

struct PaymentBody {
  // Exactly one of these two is given.
  std::optional<std::string> reservation_id;
  std::optional<std::vector<std::string>> reservation_ids;
  std::optional<std::int64_t> expected_amount;

  static constexpr Member kMembers[] = {
      Member::Of<&PaymentBody::reservation_id>("reservationId", TextBounds{36}),
      Member::Of<&PaymentBody::reservation_ids>(
          "reservationIds", TextsBounds{domain::kReservationsPerPaymentMax, 36}),
      Member::Of<&PaymentBody::expected_amount>("expectedAmount", IntegerBounds{0, kAmountMax})};
};

// Reads an id of the member at `path` into `ids`; the response if it is not one, or there already.
std::optional<Response> ReadId(const std::string& text, const std::string& path,
                               std::vector<domain::ReservationId>& ids) {
  const auto uuid = base::Uuid::Parse(text);
  if (!uuid) {
    return MemberProblem(
        {.path = path, .sentence = "Member " + path + " must be a UUID of 36 characters."});
  }
  const domain::ReservationId id{*uuid};
  if (std::ranges::find(ids, id) != ids.end()) {
    return MemberProblem({.path = path, .sentence = "A reservation is named twice."});
  }
  ids.push_back(id);
  return std::nullopt;
}

Asked<PayReservation> AskPayment(const Call& call, const PaymentBody& body) {
  if (body.reservation_id.has_value() == body.reservation_ids.has_value()) {
    return std::unexpected(
        MemberProblem({.path = "/reservationId",
                       .sentence = "Send one of the members /reservationId and /reservationIds."}));
  }
  std::vector<domain::ReservationId> ids;
  if (body.reservation_id) {
    auto problem = ReadId(*body.reservation_id, "/reservationId", ids);
    if (problem) return std::unexpected(*std::move(problem));
  } else {
    for (const std::string& text : *body.reservation_ids) {
      auto problem = ReadId(text, "/reservationIds/" + std::to_string(ids.size()), ids);
      if (problem) return std::unexpected(*std::move(problem));
    }
  }
  // In order of id, so that the same reservations in another order are the same request.
  std::ranges::sort(ids);
  base::UuidSource& fresh = call.services.ids;
  PayReservation command{
      .caller = *call.caller.token, .id = ids.front(), .fresh_id = {fresh.Next()}};
  for (const domain::ReservationId id : std::span(ids).subspan(1)) {
    command.others.push_back({.id = id, .fresh_id = {fresh.Next()}});
  }
  if (body.expected_amount) command.expected_amount = domain::Money{*body.expected_amount};
  return command;
}

void WritePayment(JsonWriter& json, const domain::Reservation& reservation, domain::Money balance,
                  const Call& call) {
  json.BeginObject();
  json.Key("paymentId").String(reservation.payment.uuid.ToString());
  json.Key("reservationId").String(reservation.id.uuid.ToString());
  json.Key("bookingNumber").String(base::BookingText(base::BookingNumberOf(reservation.id)));
  json.Key("status").String(WordOf(reservation.status));
  WriteWhatIsReserved(json, reservation, *call.services.catalog);
  json.Key("amount").Integer(reservation.amount.minor);
  json.Key("currency").String(call.services.currency);
  json.Key("balance").Integer(balance.minor);
  json.Key("paidAt").String(base::FormatRfc3339(reservation.paid_at));
  json.EndObject();
}

// The payments in the order in which they debited the balance.
void WritePayments(JsonWriter& json, const domain::PaymentView& view, const Call& call) {
  domain::Money total = view.reservation.amount;
  for (const domain::Reservation& other : view.others) total.minor += other.amount.minor;
  domain::Money balance{view.balance.minor + total.minor};
  const auto write = [&](const domain::Reservation& reservation) {
    balance.minor -= reservation.amount.minor;
    WritePayment(json, reservation, balance, call);
  };
  json.BeginObject().Key("payments").BeginArray();
  write(view.reservation);
  for (const domain::Reservation& other : view.others) write(other);
  json.EndArray();
  json.Key("amount").Integer(total.minor);
  json.Key("currency").String(call.services.currency);
  json.Key("balance").Integer(view.balance.minor);
  json.EndObject();
}

// Whether the request has a list of reservations, so that the response has one of payments. A
// retry of the same payment may have a list where the first request had none.
bool NamesAList(const Call& call) {
  const auto body = ReadJson<PaymentBody>(call.request.body);
  return body && body->reservation_ids;
}

Response ReplyPayment(const Call& call, const domain::PaymentView& view) {
  std::string out;
  out.reserve(640 + view.reservation.seats.size() * 160);
  {
    JsonWriter json(out);
    if (NamesAList(call) || !view.others.empty()) {
      WritePayments(json, view, call);
    } else {
      WritePayment(json, view.reservation, view.balance, call);
    }
  }
  return PersonalReply(201, std::move(out));
}

}  // namespace

constexpr Endpoint kPayReservationEndpoint =
    CommandEndpoint<AskPayment, ReplyPayment>({.method = Method::kPost,
                                               .path = "/v1/payments",
                                               .operation_id = "payReservation",
                                               .call_class = CallClass::kWrites});

}  // namespace onsale::http
