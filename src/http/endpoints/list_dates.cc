#include "http/endpoints/command_endpoint.h"
#include "http/endpoints/endpoints.h"
#include "http/endpoints/find_show.h"
#include "http/json/show_json.h"

namespace onsale::http {
namespace {

using domain::ListShows;

Asked<ListShows> AskDates(const Call& call) {
  auto all = WantsAll(call);
  if (!all) return std::unexpected(std::move(all).error());
  auto concert = FindConcert(*call.services.catalog, call.parameters[0]);
  if (!concert) return std::unexpected(std::move(concert).error());
  return ListShows{.caller = *call.caller.token, .concert = (*concert)->id, .with_sold_out = *all};
}

void WriteDate(JsonWriter& json, const ChartSet& charts, std::string_view base_path,
               const domain::ShowView& view) {
  const domain::Catalog& catalog = *charts.catalog();
  const domain::Show* const show = catalog.Find(view.show);
  if (show == nullptr) return;  // the show is newer than this request's catalogue
  json.BeginObject();
  WriteShowStart(json, *catalog.Find(show->concert), *show);
  json.Key("chartUrl").String(ChartUrl(base_path, charts.Of(show->chart).digest));
  json.Key("seatsAvailable").Integer(view.seats_available);
  json.Key("seatsTotal").Integer(view.seats_total);
  WritePresale(json, show->presale, std::chrono::minutes(show->utc_offset_min));
  json.EndObject();
}

Response ReplyDates(const Call& call, const std::vector<domain::ShowView>& views) {
  const Services& services = call.services;
  const ChartSetPtr charts = services.pages.charts.Of(services.catalog);
  std::string out;
  out.reserve(64 + views.size() * 192);
  {
    JsonWriter json(out);
    json.BeginObject().Key("concertId").String(call.parameters[0]);
    json.Key("dates").BeginArray();
    for (const domain::ShowView& view : views) {
      WriteDate(json, *charts, services.base_path, view);
    }
    json.EndArray().Key("nextCursor").Null().EndObject();  // all on one page
  }
  return PersonalReply(200, std::move(out));
}

}  // namespace

constexpr Endpoint kListDatesEndpoint =
    CommandEndpoint<AskDates, ReplyDates>({.method = Method::kGet,
                                           .path = "/v1/concerts/{concertId}/dates",
                                           .operation_id = "listDates",
                                           .call_class = CallClass::kReads,
                                           .query = {"status"}});

}  // namespace onsale::http
