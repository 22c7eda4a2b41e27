#include "http/endpoints/endpoints.h"
#include "http/json/json_writer.h"
#include "http/pages/ready_page.h"

namespace onsale::http {
namespace {

std::string ConcertsJson(const domain::Catalog& catalog) {
  std::string out;
  JsonWriter json(out);
  json.BeginObject().Key("concerts").BeginArray();
  for (const domain::Concert& concert : catalog.rows().concerts) {
    json.BeginObject();
    json.Key("concertId").String(concert.slug);
    json.Key("title").String(concert.title);
    json.Key("artist").String(concert.artist);
    json.Key("venue").String(concert.venue);
    json.Key("maxSeatsPerUser").Integer(concert.seats_per_user_max);
    if (concert.seats_per_concert_max > 0) {
      json.Key("maxSeatsPerConcert").Integer(concert.seats_per_concert_max);
    }
    json.EndObject();
  }
  json.EndArray().Key("nextCursor").Null().EndObject();  // all on one page
  return out;
}

Step BeginConcerts(const Spec& spec, Call& call) {
  if (auto query = ReadQuery(call.request.query, spec.query); !query) {
    return std::move(query).error();
  }
  return SendPage(MakeReadyPage(ConcertsJson(*call.services.catalog)), call.request.if_none_match,
                  "public, max-age=5");
}

}  // namespace

constexpr Endpoint kListConcertsEndpoint{
    .spec = {.method = Method::kGet, .path = "/v1/concerts", .operation_id = "listConcerts"},
    .begin = BeginConcerts};

}  // namespace onsale::http
