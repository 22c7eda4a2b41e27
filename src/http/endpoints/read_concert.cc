#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/endpoints/find_show.h"

namespace onsale::http {
namespace {

using domain::ReadConcert;

Asked<ReadConcert> AskConcert(const Call& call) {
  auto concert = FindConcert(*call.services.catalog, call.parameters[0]);
  if (!concert) return std::unexpected(std::move(concert).error());
  return ReadConcert{.concert = (*concert)->id};
}

Response ReplyConcert(const Call& call, const domain::ConcertView& view) {
  const Services& services = call.services;
  const auto concert = FindConcert(*services.catalog, call.parameters[0]);
  // Without a room the concert is newer than the rows, because a database was restored.
  if (!concert || view.room_slug.empty()) {
    return Problem(ProblemCode::kUnavailable, "The concert has just been changed. Try again.");
  }
  return SendPackedPage(*services.pages.seats.Concert(SourceOf(call), **concert, view),
                        call.request, "public, max-age=1");
}

}  // namespace

constexpr Endpoint kReadConcertEndpoint = CommandEndpoint<AskConcert, ReplyConcert>(
    {.method = Method::kGet, .path = "/v1/concerts/{concertId}", .operation_id = "readConcert"});

}  // namespace onsale::http
