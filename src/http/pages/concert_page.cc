#include "http/pages/concert_page.h"

#include "domain/words.h"
#include "http/json/show_json.h"

namespace onsale::http {
namespace {

void WriteShowPrices(JsonWriter& json, const domain::Catalog& catalog, const domain::Show& show) {
  json.Key("categories").BeginArray();
  for (const domain::Category& category : catalog.CategoriesOf(show.chart)) {
    const auto price = catalog.PriceOf(show.id, category.slug);
    json.BeginObject();
    json.Key("categoryId").String(category.slug);
    json.Key("name").String(category.name);
    json.Key("color").String(category.color);
    json.Key("price");
    price ? json.Integer(price->minor) : json.Null();
    json.EndObject();
  }
  json.EndArray();
}

void WriteShowSale(JsonWriter& json, const ConcertSource& source, const domain::Show& show,
                   domain::ShowState state) {
  const domain::Catalog& catalog = *source.charts.catalog();
  const auto at_venue = [&show](base::Time time) {
    return base::FormatRfc3339(base::OffsetTime{time, std::chrono::minutes(show.utc_offset_min)});
  };
  json.BeginObject();
  WriteShowStart(json, *catalog.Find(show.concert), show);
  json.Key("chartUrl").String(ChartUrl(source.base_path, source.charts.Of(show.chart).digest));
  json.Key("saleOpensAt");
  // A sale that was always open has the epoch as its opening.
  show.sale_opens_at == domain::Time() ? json.Null() : json.String(at_venue(show.sale_opens_at));
  json.Key("saleClosesAt").String(at_venue(show.sale_closes_at));
  json.Key("state").String(domain::WordOf(state));
  WritePresale(json, show.presale, std::chrono::minutes(show.utc_offset_min));
  WriteShowPrices(json, catalog, show);
  json.EndObject();
}

}  // namespace

std::string ConcertBytes(const ConcertSource& source, const domain::Concert& concert,
                         const domain::ConcertView& view) {
  std::string out;
  JsonWriter json(out);
  json.BeginObject();
  json.Key("concertId").String(concert.slug);
  json.Key("title").String(concert.title);
  json.Key("artist").String(concert.artist);
  json.Key("venue").String(concert.venue);
  json.Key("roomId").String(view.room_slug);
  json.Key("maxSeatsPerUser").Integer(concert.seats_per_user_max);
  if (concert.seats_per_concert_max > 0) {
    json.Key("maxSeatsPerConcert").Integer(concert.seats_per_concert_max);
  }
  json.Key("currency").String(source.currency);
  json.Key("shows").BeginArray();
  for (const domain::ShowStateView& one : view.shows) {
    const domain::Show* const show = source.charts.catalog()->Find(one.show);
    if (show != nullptr) WriteShowSale(json, source, *show, one.state);
  }
  json.EndArray().EndObject();
  return out;
}

std::string ConcertsBytes(const domain::Catalog& catalog) {
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

}  // namespace onsale::http
