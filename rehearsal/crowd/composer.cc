#include "rehearsal/crowd/composer.h"

#include <ctime>

#include "base/decimal.h"

namespace onsale::rehearsal {
namespace {

std::string_view MethodOf(Call call) {
  switch (call) {
    case Call::kToken:
    case Call::kHold:
    case Call::kBest:
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
    case Call::kChart:
    case Call::kAvailability:
    case Call::kEvents:
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

void Composer::Path(const Buyer& buyer, std::string_view user, const Sources& sources) {
  const Show& show = sources.venue.shows[buyer.show];
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
    case Call::kChart:
      path_.append("/v1/charts/").append(sources.venue.charts[show.chart_index].digest);
      break;
    case Call::kAvailability:
      path_.append("/v1/shows/").append(show.id).append("/availability");
      break;
    case Call::kHold:
    case Call::kBest:
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
    case Call::kEvents:
    case Call::kNone:
      break;
  }
}

void Composer::Key(const Buyer& buyer, std::string_view user) {
  key_.clear();
  if (MethodOf(buyer.call) != "POST") return;
  key_.append("\"").append(user).append("-").append(NameOf(buyer.call));
  // A buyer may make several holds and top-ups: a count gives each an idempotency key of its own.
  const bool holds = buyer.call == Call::kHold || buyer.call == Call::kBest;
  if (holds) base::AppendDecimal(key_, buyer.looks);
  if (buyer.call == Call::kTopUp) base::AppendDecimal(key_, buyer.top_ups);
  key_ += '"';
}

std::string_view Composer::Bearer(Call call, std::string_view user) {
  if (call == Call::kTopUp) return plan_.access_key;
  if (call != Call::kToken) return {};
  if (!plan_.sign_buyer) return plan_.access_key;
  bearer_ = Sign(user);
  return bearer_;
}

std::string Composer::Sign(std::string_view user) {
  const auto cpu_now = [] {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
  };
  const auto before = cpu_now();
  std::string token = plan_.sign_buyer(user);
  signed_.cpu += cpu_now() - before;
  ++signed_.tokens;
  return token;
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
  } else if (buyer.call == Call::kBest) {
    body_.append(R"({"showId":")").append(show.id).append(R"(","best":{"count":)");
    base::AppendDecimal(body_, buyer.pick.count);
    if (buyer.settles) body_.append(R"(,"together":"any")");
    body_.append("}}");
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

Outgoing Composer::ComposeStream(Sender sender, const Buyer& buyer, const Sources& sources) {
  const Show& show = sources.venue.shows[buyer.show];
  path_.clear();
  path_.append("/v1/shows/").append(show.id).append("/seats/events");
  event_.clear();
  base::AppendDecimal(event_, buyer.follows->version);
  const std::string_view token = sources.texts.Get(buyer.token);
  return {.sender = sender,
          .bytes = writer_.Write({.path = path_, .token = token, .event = event_}),
          .read_as = ReadAs::kEvents};
}

Outgoing Composer::Compose(std::uint32_t number, const Buyer& buyer, const Sources& sources) {
  const Show& show = sources.venue.shows[buyer.show];
  user_ = user_prefix_;
  base::AppendDecimal(user_, number);
  Path(buyer, user_, sources);
  Key(buyer, user_);
  Body(buyer, user_, show);
  const bool map = buyer.call == Call::kAvailability;
  const bool chart = buyer.call == Call::kChart;
  // A buyer who saw the crowd's latest availability sends its ETag, to receive only a newer one.
  const bool has_it = map && buyer.seen_version != 0 && buyer.seen_version == show.seen_version;
  const bool named = buyer.call == Call::kToken || buyer.call == Call::kTopUp;
  return {.sender = number,
          .bytes = writer_.Write({.method = MethodOf(buyer.call),
                                  .path = path_,
                                  .token = named || chart ? "" : sources.texts.Get(buyer.token),
                                  .key = key_,
                                  .etag = has_it ? std::string_view(show.seen_etag) : "",
                                  .bearer = Bearer(buyer.call, user_),
                                  .body = body_,
                                  .gzip = map || chart}),
          .read_as = chart ? ReadAs::kLongText : ReadAs::kText};
}

}  // namespace onsale::rehearsal
