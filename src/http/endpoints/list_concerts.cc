#include "http/endpoints/endpoints.h"
#include "http/json/json_writer.h"
#include "http/pages/ready_page.h"
#include "http/parameters.h"

namespace onsale::http {
namespace {

constexpr Spec kListConcertsSpec{
    .method = Method::kGet, .path = "/v1/concerts", .operation_id = "listConcerts"};

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
    json.EndObject();
  }
  json.EndArray().EndObject();
  return out;
}

class ListConcertsCall final : public Endpoint {
 public:
  const Spec& spec() const override { return kListConcertsSpec; }

  Step Begin(Call& call) const override {
    if (auto problem = ReadQuery(call.request.query, {})) return *std::move(problem);
    return SendPage(MakeReadyPage(ConcertsJson(*call.services.catalog)), call.request.if_none_match,
                    "public, max-age=5");
  }
};

}  // namespace

const Endpoint& ListConcertsEndpoint() {
  static const ListConcertsCall endpoint;
  return endpoint;
}

}  // namespace onsale::http
