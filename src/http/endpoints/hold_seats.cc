#include <algorithm>

#include "domain/chart_layout.h"
#include "domain/words.h"
#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/endpoints/find_show.h"
#include "http/endpoints/reservation_json.h"
#include "http/endpoints/seat_numbers.h"

namespace onsale::http {
namespace {

using domain::ExchangeSeats;
using domain::HoldSeats;
using domain::SeatNumber;

std::string TogetherWords() {
  return domain::WordsListed(domain::kEnumerators<domain::Together>,
                             domain::KebabWordOf<domain::Together>);
}

struct BestBody {
  std::int64_t count = 0;
  std::optional<std::string> category;
  std::optional<std::string> section;
  std::optional<std::string> together;
  std::optional<bool> accessible;

  static constexpr Member kMembers[] = {
      Member::Of<&BestBody::count>("count", IntegerBounds{1, domain::kSeatsPerHoldMax}),
      Member::Of<&BestBody::category>("category", TextBounds{64}),
      Member::Of<&BestBody::section>("section", TextBounds{64}),
      Member::Of<&BestBody::together>("together", TextBounds{8, TogetherWords}),
      Member::Of<&BestBody::accessible>("accessible", FlagBounds{})};
};

// Exactly one of `seats` and `best`.
struct HoldBody {
  std::string show_id;
  std::optional<std::vector<std::int64_t>> seats;
  std::optional<BestBody> best;

  static constexpr Member kMembers[] = {
      Member::Of<&HoldBody::show_id>("showId", TextBounds{64}),
      Member::Of<&HoldBody::seats>("seatNumbers",
                                   IntegersBounds{domain::kSeatsPerHoldMax, 1, UINT32_MAX}),
      Member::Object<&HoldBody::best>("best")};
};

struct ExchangeBody {
  std::vector<std::int64_t> seats;

  static constexpr Member kMembers[] = {Member::Of<&ExchangeBody::seats>(
      "seatNumbers", IntegersBounds{domain::kSeatsPerHoldMax, 1, UINT32_MAX})};
};

// The wish as the rules know it. A problem if its words are not those of the show's chart.
std::expected<domain::BestSeats, Response> WishOf(const BestBody& body, const domain::Show& show,
                                                  const domain::Catalog& catalog) {
  const auto refuse = [](std::string_view path, std::string_view sentence) {
    return std::unexpected(MemberProblem({.path = path, .sentence = sentence}));
  };
  const domain::ChartLayout& layout = *catalog.LayoutOf(show.chart);
  domain::BestSeats wish{.count = body.count,
                         .category = body.category.value_or(""),
                         .section = body.section.value_or(""),
                         .accessible = body.accessible.value_or(false)};
  const auto categories = catalog.CategoriesOf(show.chart);
  if (body.category &&
      std::ranges::find(categories, wish.category, &domain::Category::slug) == categories.end()) {
    return refuse("/best/category", "The show has no category with this id.");
  }
  if (body.section && layout.SectionsNamed(wish.section).empty()) {
    return refuse("/best/section", "The show has no section with this id.");
  }
  if (!body.together) return wish;
  for (const domain::Together together : domain::kEnumerators<domain::Together>) {
    if (KebabWordOf(together) != *body.together) continue;
    wish.together = together;
    return wish;
  }
  return refuse("/best/together", "Member /best/together must be " + TogetherWords() + ".");
}

Asked<HoldSeats> AskHold(const Call& call, const HoldBody& body) {
  if (!body.seats && !body.best) {
    return std::unexpected(
        MemberProblem({.path = "/seatNumbers",
                       .sentence = "Name the seats in /seatNumbers, or leave the choice to the "
                                   "server with /best."}));
  }
  if (body.seats && body.best) {
    return std::unexpected(MemberProblem(
        {.path = "/best", .sentence = "Either seats are named or the best are asked for."}));
  }
  if (body.seats) {
    if (auto problem = RepeatedSeat(*body.seats)) return std::unexpected(*std::move(problem));
  }
  const domain::Catalog& catalog = *call.services.catalog;
  auto show = FindShow(catalog, body.show_id);
  if (!show) return std::unexpected(std::move(show).error());
  HoldSeats hold{
      .caller = *call.caller.token, .show = (*show)->id, .fresh_id = {call.services.ids.Next()}};
  if (body.seats) {
    hold.seats = InOrder(*body.seats);
    return hold;
  }
  auto wish = WishOf(*body.best, **show, catalog);
  if (!wish) return std::unexpected(std::move(wish).error());
  hold.best = *std::move(wish);
  return hold;
}

Response ReplyHold(const Call& call, const domain::ReservationView& view) {
  Response response = PersonalReply(201, ReservationJson(view.reservation, ContextOf(call)));
  AddLocation(response, call, "/v1/reservations/" + view.reservation.id.uuid.ToString());
  return response;
}

Asked<ExchangeSeats> AskExchange(const Call& call, const ExchangeBody& body) {
  const auto uuid = base::Uuid::Parse(call.parameters[0]);
  if (!uuid) {
    return std::unexpected(
        Problem(ProblemCode::kReservationNotFound,
                "This is not the id of a reservation: a UUID of 36 characters."));
  }
  if (auto problem = RepeatedSeat(body.seats)) return std::unexpected(*std::move(problem));
  return ExchangeSeats{.caller = *call.caller.token, .id = {*uuid}, .seats = InOrder(body.seats)};
}

Response ReplyExchange(const Call& call, const domain::ReservationView& view) {
  return PersonalReply(200, ReservationJson(view.reservation, ContextOf(call)));
}

}  // namespace

constexpr Endpoint kExchangeSeatsEndpoint =
    CommandEndpoint<AskExchange, ReplyExchange>({.method = Method::kPut,
                                                 .path = "/v1/reservations/{reservationId}/seats",
                                                 .operation_id = "exchangeSeats",
                                                 .call_class = CallClass::kWrites});

constexpr Endpoint kHoldSeatsEndpoint =
    CommandEndpoint<AskHold, ReplyHold>({.method = Method::kPost,
                                         .path = "/v1/reservations",
                                         .operation_id = "holdSeats",
                                         .call_class = CallClass::kWrites});

}  // namespace onsale::http
