#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/ready_page.h"
#include "http/seat_pages.h"

namespace onsale::http {
namespace {

using domain::ReadSeats;

std::expected<SeatFilter, Response> FilterOf(const Call& call) {
  QueryParameter status[] = {{.name = "status", .value = {}}};
  if (auto problem = ReadQuery(call.request.query, status)) {
    return std::unexpected(*std::move(problem));
  }
  if (!status[0].value || status[0].value == "available") return SeatFilter::kAvailable;
  if (status[0].value == "all") return SeatFilter::kAll;
  return std::unexpected(ParameterProblem({.name = "status", .wanted = "available or all"}));
}

class ReadSeatsCall final : public CommandEndpoint<ReadSeats> {
 public:
  ReadSeatsCall()
      : CommandEndpoint({.method = Method::kGet,
                         .path = "/v1/shows/{showId}/seats",
                         .operation_id = "readSeats",
                         .needs = Needs::kQueueToken}) {}

 private:
  std::optional<Response> CheckQuery(const Call& call) const override {
    auto filter = FilterOf(call);
    if (filter) return std::nullopt;
    return std::move(filter).error();
  }

  Asked Ask(Call& call) const override {
    const domain::Show* const show = call.services.catalog->FindShow(call.parameters[0]);
    if (show == nullptr) {
      return std::unexpected(Problem(ProblemCode::kShowNotFound, "No show has this showId."));
    }
    return ReadSeats{.caller = *call.caller.token, .show = show->id};
  }

  Response Reply(const Call& call, const domain::SeatMapPtr& map) const override {
    Services& services = call.services;
    // Both are of the moment of their making, and a new catalogue may have come in between.
    const domain::Show* const show = services.catalog->Find(map->show);
    if (show == nullptr || services.catalog->SeatsOf(show->chart).size() != map->statuses.size()) {
      return Problem(ProblemCode::kUnavailable, "The show has just been changed. Ask again.");
    }
    const PageSource source{.catalog = services.catalog, .currency = services.currency};
    return SendPage(services.seat_pages.Seats(source, *map, *FilterOf(call)),
                    call.request.if_none_match, "private, no-cache");
  }
};

}  // namespace

const Endpoint& ReadSeatsEndpoint() {
  static const ReadSeatsCall endpoint;
  return endpoint;
}

}  // namespace onsale::http
