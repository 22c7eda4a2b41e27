#include "http/endpoints/find_show.h"

#include <algorithm>

#include "http/parameters.h"
#include "http/problem/problem.h"

namespace onsale::http {

std::expected<const domain::Concert*, Response> FindConcert(const domain::Catalog& catalog,
                                                            std::string_view slug) {
  if (const domain::Concert* const concert = catalog.FindConcert(slug)) return concert;
  return std::unexpected(Problem(ProblemCode::kConcertNotFound, "No concert has this concertId."));
}

std::expected<bool, Response> WantsAll(const Call& call) {
  const std::optional<std::string_view> status = call.query[0];
  if (!status || status == "available") return false;
  if (status == "all") return true;
  return std::unexpected(ParameterProblem({.name = "status", .wanted = "available or all"}));
}

std::expected<const domain::Show*, Response> FindShow(const domain::Catalog& catalog,
                                                      std::string_view slug) {
  if (const domain::Show* const show = catalog.FindShow(slug)) return show;
  return std::unexpected(Problem(ProblemCode::kShowNotFound, "No show has this showId."));
}

Response NoSuchSection() {
  return ParameterProblem({.name = "section", .wanted = "a section of the show's chart"});
}

std::optional<Response> SectionProblem(const domain::Catalog& catalog, const domain::Show& show,
                                       std::string_view section) {
  const auto seats = catalog.SeatsOf(show.chart);
  const bool is_known =
      std::ranges::find(seats, section, &domain::ChartSeat::section) != seats.end();
  return is_known ? std::nullopt : std::optional(NoSuchSection());
}

std::expected<domain::ReadSeats, Response> AskSeatsOfShow(const Call& call) {
  auto show = FindShow(*call.services.catalog, call.parameters[0]);
  if (!show) return std::unexpected(std::move(show).error());
  return domain::ReadSeats{.caller = *call.caller.token, .show = (*show)->id};
}

std::expected<const domain::Show*, Response> FindShowOf(const domain::Catalog& catalog,
                                                        const domain::SeatMap& map) {
  const domain::Show* const show = catalog.Find(map.show);
  if (show != nullptr && catalog.SeatsOf(show->chart).size() == map.statuses.size()) return show;
  return std::unexpected(
      Problem(ProblemCode::kUnavailable, "The show has just been changed. Try again."));
}

}  // namespace onsale::http
