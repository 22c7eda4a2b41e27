#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/endpoints/find_show.h"
#include "http/pages/seat_pages.h"

namespace onsale::http {
namespace {

using domain::ReadConcert;

Asked<ReadConcert> AskConcert(const Call& call) {
  auto concert = FindConcert(*call.services.catalog, call.parameters[0]);
  if (!concert) return std::unexpected(std::move(concert).error());
  return ReadConcert{.concert = (*concert)->id};
}

Response ReplyConcert(const Call& call, const domain::ConcertView& view) {
  Services& services = call.services;
  const auto concert = FindConcert(*services.catalog, call.parameters[0]);
  // Without a room the concert is newer than the rows, because a database was restored.
  if (!concert || view.room_slug.empty()) {
    return Problem(ProblemCode::kUnavailable, "The concert has just been changed. Try again.");
  }
  const PageSource source{.catalog = services.catalog, .currency = services.currency};
  return SendPage(services.seat_pages.Concert(source, **concert, view), call.request.if_none_match,
                  "public, max-age=1");
}

}  // namespace

constexpr Endpoint kReadConcertEndpoint = CommandEndpoint<AskConcert, ReplyConcert>(
    {.method = Method::kGet, .path = "/v1/concerts/{concertId}", .operation_id = "readConcert"});

}  // namespace onsale::http
