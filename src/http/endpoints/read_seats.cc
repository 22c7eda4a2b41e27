#include <algorithm>

#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/endpoints/find_show.h"
#include "http/pages/preferences.h"

namespace onsale::http {
namespace {

using domain::ReadSeats;
using domain::WatchSeats;

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

// `own_commit` is that of the caller's own last change.
MapReader ReaderOfMap(const Call& call, std::uint64_t own_commit) {
  return {.coding = PreferredCoding(call.request.accept_encoding.value_or("")),
          .commit = call.commit,
          .own_commit = own_commit,
          .now = call.services.clock.Now()};
}

MapReader BuyersReaderOfMap(const Call& call) {
  return ReaderOfMap(call, call.services.pages.last_commits.Of(call.caller.token->key));
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
  return SendMap(services.pages.seats.Seats(SourceOf(call), *map, filter, BuyersReaderOfMap(call)),
                 call.request.if_none_match);
}

Response SendAvailability(const Call& call, const domain::SeatMap& map, const MapReader& reader) {
  const Services& services = call.services;
  if (auto show = FindShowOf(*services.catalog, map); !show) return std::move(show).error();
  return SendMap(services.pages.seats.Availability(SourceOf(call), map, reader),
                 call.request.if_none_match);
}

Response ReplyAvailability(const Call& call, const domain::SeatMapPtr& map) {
  return SendAvailability(call, *map, BuyersReaderOfMap(call));
}

Step BeginOperatorsAvailability(const Spec& spec, Call& call) {
  if (auto query = ReadQuery(call.request.query, spec.query); !query) {
    return std::move(query).error();
  }
  auto show = FindShow(*call.services.catalog, call.parameters[0]);
  if (!show) return std::move(show).error();
  return domain::Command(WatchSeats{(*show)->id});
}

// Which changes are the operator's own nobody notes: any change counts as one.
Response FinishOperatorsAvailability(const Call& call, const domain::Outcome& outcome) {
  const domain::SeatMapPtr& map = *domain::AnswerOf<WatchSeats>(outcome);  // never refused
  return SendAvailability(call, *map, ReaderOfMap(call, call.commit));
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

constexpr Endpoint kOperatorReadAvailabilityEndpoint{
    .spec = {.method = Method::kGet,
             .path = "/v1/operator/shows/{showId}/availability",
             .operation_id = "readAvailabilityOfShow",
             .needs = {.scope = domain::Scope::kReservationsRead}},
    .begin = BeginOperatorsAvailability,
    .finish = FinishOperatorsAvailability};

}  // namespace onsale::http
