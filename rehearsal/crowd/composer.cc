#include "rehearsal/crowd/composer.h"

#include "base/decimal.h"

namespace onsale::rehearsal {
namespace {

std::string_view MethodOf(Call call) {
  switch (call) {
    case Call::kToken:
    case Call::kHold:
    case Call::kTopUp:
    case Call::kPay:
      return "POST";
    case Call::kCancel:
    case Call::kLeave:
      return "DELETE";
    case Call::kExchange:
      return "PUT";
    case Call::kQueueStatus:
    case Call::kDates:
    case Call::kSeats:
    case Call::kNone:
      break;
  }
  return "GET";
}

void AppendSeats(std::string& body, const Pick& pick) {
  for (std::size_t i = 0; i < pick.count; ++i) {
    if (i > 0) body += ',';
    base::AppendDecimal(body, pick.seats[i]);
  }
}

}  // namespace

std::string UserName(std::uint64_t seed, std::string_view name) {
  std::string user(kUserPrefix);
  base::AppendDecimal(user, seed);
  user.append("-").append(name);
  return user;
}

Composer::Composer(const Plan& plan)
    : plan_(plan), writer_(plan.host), user_prefix_(UserName(plan.seed, "")) {}

void Composer::Path(const Buyer& buyer, std::string_view user, const Show& show) {
  path_.clear();
  switch (buyer.call) {
    case Call::kToken:
      path_ = "/v1/queue/tokens";
      break;
    case Call::kQueueStatus:
    case Call::kLeave:
      path_ = "/v1/queue/tokens/me";
      break;
    case Call::kDates:
      path_.append("/v1/concerts/").append(show.concert).append("/dates");
      break;
    case Call::kSeats:
      path_.append("/v1/shows/").append(show.id).append("/seats");
      break;
    case Call::kHold:
      path_ = "/v1/reservations";
      break;
    case Call::kTopUp:
      path_.append("/v1/users/").append(user).append("/balance/top-ups");
      break;
    case Call::kPay:
      path_ = "/v1/payments";
      break;
    case Call::kExchange:
    case Call::kCancel:
      path_.append("/v1/reservations/").append(buyer.reservation.ToString());
      if (buyer.call == Call::kExchange) path_.append("/seats");
      break;
    case Call::kNone:
      break;
  }
}

void Composer::Key(const Buyer& buyer, std::string_view user) {
  key_.clear();
  if (MethodOf(buyer.call) != "POST") return;
  key_.append("\"").append(user).append("-").append(NameOf(buyer.call));
  // A buyer may make several holds and top-ups: a count gives each an idempotency key of its own.
  if (buyer.call == Call::kHold) base::AppendDecimal(key_, buyer.looks);
  if (buyer.call == Call::kTopUp) base::AppendDecimal(key_, buyer.top_ups);
  key_ += '"';
}

std::string_view Composer::Bearer(Call call, std::string_view user) {
  if (call == Call::kTopUp) return plan_.access_key;
  if (call != Call::kToken) return {};
  if (!plan_.sign_buyer) return plan_.access_key;
  bearer_ = plan_.sign_buyer(user);
  return bearer_;
}

void Composer::Body(const Buyer& buyer, std::string_view user, const Show& show) {
  body_.clear();
  if (buyer.call == Call::kToken) {
    body_.append(R"({"userId":")").append(user).append(R"(","concertId":")");
    body_.append(show.concert).append("\"}");
  } else if (buyer.call == Call::kHold) {
    body_.append(R"({"showId":")").append(show.id).append(R"(","seatNumbers":[)");
    AppendSeats(body_, buyer.pick);
    body_.append("]}");
  } else if (buyer.call == Call::kExchange) {
    body_ = R"({"seatNumbers":[)";
    AppendSeats(body_, buyer.wanted);
    body_.append("]}");
  } else if (buyer.call == Call::kTopUp) {
    body_ = R"({"amount":)";
    base::AppendDecimal(body_, static_cast<std::uint64_t>(buyer.topping_up));
    body_ += '}';
  } else if (buyer.call == Call::kPay) {
    body_.append(R"({"reservationId":")").append(buyer.reservation.ToString()).append("\"}");
  }
}

Outgoing Composer::Compose(std::uint32_t number, const Buyer& buyer, const Sources& sources) {
  const Show& show = sources.venue.shows[buyer.show];
  user_ = user_prefix_;
  base::AppendDecimal(user_, number);
  Path(buyer, user_, show);
  Key(buyer, user_);
  Body(buyer, user_, show);
  const bool seats = buyer.call == Call::kSeats;
  // A buyer who saw the crowd's latest seat list sends its ETag, to receive only a newer list.
  const bool has_it = seats && buyer.seen_version != 0 && buyer.seen_version == show.seen_version;
  const bool named = buyer.call == Call::kToken || buyer.call == Call::kTopUp;
  return {.sender = number,
          .bytes = writer_.Write({.method = MethodOf(buyer.call),
                                  .path = path_,
                                  .token = named ? "" : sources.texts.Get(buyer.token),
                                  .key = key_,
                                  .etag = has_it ? std::string_view(show.seen_etag) : "",
                                  .bearer = Bearer(buyer.call, user_),
                                  .body = body_}),
          .read_as = seats ? ReadAs::kSeats : ReadAs::kText,
          .number_max = show.chart.number_max};
}

}  // namespace onsale::rehearsal
