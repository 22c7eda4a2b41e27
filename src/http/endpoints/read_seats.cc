#include <algorithm>

#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/endpoints/find_show.h"
#include "http/pages/preferences.h"

namespace onsale::http {
namespace {

using domain::ReadSeats;

// The part of the show's seats that the query names, decoded.
struct WantedPart {
  std::optional<std::string> section;
  std::optional<std::string_view> category;  // an id has no characters to encode
};

WantedPart PartOf(const Call& call) {
  WantedPart part{.section = std::nullopt, .category = call.query[2]};
  // What is not well-formed is the name of no section.
  if (call.query[1]) part.section = DecodePercent(*call.query[1]).value_or(std::string());
  return part;
}

// The problem that the part names a section or category that the show's chart does not have.
std::optional<Response> PartProblem(const Call& call, const domain::Show& show) {
  const domain::Catalog& catalog = *call.services.catalog;
  const WantedPart part = PartOf(call);
  if (part.section) {
    if (auto problem = SectionProblem(catalog, show, *part.section)) return problem;
  }
  const auto categories = catalog.CategoriesOf(show.chart);
  if (part.category &&
      std::ranges::find(categories, *part.category, &domain::Category::slug) == categories.end()) {
    return ParameterProblem({.name = "category", .wanted = "a category of the show's chart"});
  }
  return std::nullopt;
}

Asked<ReadSeats> AskSeats(const Call& call) {
  if (auto all = WantsAll(call); !all) return std::unexpected(std::move(all).error());
  auto show = FindShow(*call.services.catalog, call.parameters[0]);
  if (!show) return std::unexpected(std::move(show).error());
  if (auto problem = PartProblem(call, **show)) return std::unexpected(*std::move(problem));
  return AskSeatsOfShow(call);
}

MapReader ReaderOfMap(const Call& call) {
  const Services& services = call.services;
  return {.coding = PreferredCoding(call.request.accept_encoding.value_or("")),
          .commit = call.commit,
          .own_commit = services.pages.last_commits.Of(call.caller.token->key),
          .now = services.clock.Now()};
}

Response ReplySeats(const Call& call, const domain::SeatMapPtr& map) {
  const Services& services = call.services;
  if (auto show = FindShowOf(*services.catalog, *map); !show) return std::move(show).error();
  const SeatFilter filter = *WantsAll(call) ? SeatFilter::kAll : SeatFilter::kAvailable;
  const WantedPart part = PartOf(call);
  if (part.section || part.category) {
    const SeatsPart wanted{.section = part.section, .category = part.category};
    return SendPage(services.pages.seats.Seats(SourceOf(call), *map, filter, wanted),
                    call.request.if_none_match, "private, no-cache");
  }
  return SendMap(services.pages.seats.Seats(SourceOf(call), *map, filter, ReaderOfMap(call)),
                 call.request.if_none_match);
}

Response ReplyAvailability(const Call& call, const domain::SeatMapPtr& map) {
  const Services& services = call.services;
  if (auto show = FindShowOf(*services.catalog, *map); !show) return std::move(show).error();
  return SendMap(services.pages.seats.Availability(SourceOf(call), *map, ReaderOfMap(call)),
                 call.request.if_none_match);
}

}  // namespace

constexpr Endpoint kReadSeatsEndpoint =
    CommandEndpoint<AskSeats, ReplySeats>({.method = Method::kGet,
                                           .path = "/v1/shows/{showId}/seats",
                                           .operation_id = "readSeats",
                                           .call_class = CallClass::kReads,
                                           .query = {"status", "section", "category"}});

constexpr Endpoint kReadAvailabilityEndpoint =
    CommandEndpoint<AskSeatsOfShow, ReplyAvailability>({.method = Method::kGet,
                                                        .path = "/v1/shows/{showId}/availability",
                                                        .operation_id = "readAvailability",
                                                        .call_class = CallClass::kReads});

}  // namespace onsale::http
