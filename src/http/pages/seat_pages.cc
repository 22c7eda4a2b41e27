#include "http/pages/seat_pages.h"

#include "base/assert.h"
#include "base/escape.h"
#include "domain/words.h"
#include "http/json/json_writer.h"
#include "http/pages/concert_page.h"

namespace onsale::http {
namespace {

using domain::SeatMap;
using domain::SeatStatus;

void WritePrice(JsonWriter& json, const domain::Catalog& catalog, domain::ShowId show,
                std::string_view category) {
  json.Key("price");
  const auto price = catalog.PriceOf(show, category);
  // The price is null if the seat's category is not for sale.
  price ? json.Integer(price->minor) : json.Null();
}

void WriteCategories(JsonWriter& json, const domain::Catalog& catalog, const domain::Show& show) {
  json.Key("categories").BeginArray();
  for (const domain::Category& category : catalog.CategoriesOf(show.chart)) {
    json.BeginObject();
    json.Key("categoryId").String(category.slug);
    json.Key("name").String(category.name);
    json.Key("color").String(category.color);
    WritePrice(json, catalog, show.id, category.slug);
    json.EndObject();
  }
  json.EndArray();
}

void WriteChartSeats(JsonWriter& json, const domain::Catalog& catalog, domain::ChartId chart) {
  json.Key("seats").BeginArray();
  for (const domain::ChartSeat& seat : catalog.SeatsOf(chart)) {
    json.BeginObject();
    json.Key("number").Integer(seat.number.value);
    json.Key("label").String(seat.label);
    json.Key("section").String(seat.section);
    json.Key("row").String(seat.row);
    json.Key("categoryId").String(seat.category);
    json.Key("xCm").Integer(seat.x_cm);
    json.Key("yCm").Integer(seat.y_cm);
    json.EndObject();
  }
  json.EndArray();
}

std::string ChartBytes(const PageSource& source, const domain::Show& show) {
  const domain::Catalog& catalog = *source.catalog;
  const domain::Chart* const chart = catalog.Find(show.chart);
  ONSALE_ASSERT(chart != nullptr);
  std::string out;
  out.reserve(512 + catalog.SeatsOf(show.chart).size() * 128);
  JsonWriter json(out);
  json.BeginObject();
  json.Key("showId").String(show.slug);
  json.Key("chartId").String(chart->slug);
  json.Key("name").String(chart->name);
  json.Key("currency").String(source.currency);
  WriteCategories(json, catalog, show);
  WriteChartSeats(json, catalog, show.chart);
  json.EndObject();
  return out;
}

// The constant part of a seat's JSON, with a leading comma, and with its object left open.
std::string SeatPart(const domain::Catalog& catalog, const domain::Show& show,
                     const domain::ChartSeat& seat) {
  std::string out = ",";
  {
    JsonWriter json(out);
    json.BeginObject();
    json.Key("number").Integer(seat.number.value);
    json.Key("label").String(seat.label);
    json.Key("categoryId").String(seat.category);
    WritePrice(json, catalog, show.id, seat.category);
    json.EndObject();
  }
  out.pop_back();
  return out;
}

}  // namespace

void SeatPages::Follow(const PageSource& source) {
  if (catalog_ == source.catalog && bytes_ <= bytes_max_) return;
  Forget();
  catalog_ = source.catalog;
}

SeatPages::ShowPages& SeatPages::PagesOf(const PageSource& source, domain::ShowId id) {
  Follow(source);
  const auto [at, fresh] = shows_.try_emplace(id);
  ShowPages& pages = at->second;
  if (!fresh) return pages;
  const domain::Show* const show = catalog_->Find(id);
  ONSALE_ASSERT(show != nullptr);
  for (const domain::ChartSeat& seat : catalog_->SeatsOf(show->chart)) {
    pages.parts.append(SeatPart(*catalog_, *show, seat));
    pages.part_ends.push_back(static_cast<std::uint32_t>(pages.parts.size()));
  }
  bytes_ += pages.parts.size();
  return pages;
}

const ReadyPage& SeatPages::Seats(const PageSource& source, const SeatMap& map, SeatFilter filter) {
  ShowPages& pages = PagesOf(source, map.show);
  SeatsPage& seats = pages.seats[static_cast<std::size_t>(filter)];
  if (seats.page.bytes != nullptr && seats.version == map.version) return seats.page;

  ONSALE_ASSERT(map.statuses.size() == pages.part_ends.size());
  std::string out = "{\"showId\":";
  out.reserve(pages.parts.size() + map.statuses.size() * 24 + 128);
  base::AppendJsonString(out, catalog_->Find(map.show)->slug);
  out.append(",\"seatsAvailable\":").append(std::to_string(map.available));
  out.append(",\"currency\":");
  base::AppendJsonString(out, source.currency);
  out.append(",\"seats\":[");
  const std::size_t first = out.size();
  std::size_t begin = 0;
  for (std::size_t i = 0; i < map.statuses.size(); ++i) {
    const std::size_t end = pages.part_ends[i];
    if (filter == SeatFilter::kAll) {
      out.append(pages.parts, begin, end - begin);
      out.append(",\"status\":\"").append(WordOf(map.statuses[i])).append("\"}");
    } else if (map.statuses[i] == SeatStatus::kAvailable) {
      out.append(pages.parts, begin, end - begin).push_back('}');
    }
    begin = end;
  }
  if (out.size() > first) out.erase(first, 1);  // removes the comma before the first seat
  out.append("]}");

  if (seats.page.bytes != nullptr) bytes_ -= seats.page.bytes->size();
  bytes_ += out.size();
  seats = {MakeReadyPage(std::move(out)), map.version};
  return seats.page;
}

const ReadyPage& SeatPages::Chart(const PageSource& source, const domain::Show& show) {
  ReadyPage& chart = PagesOf(source, show.id).chart;
  if (chart.bytes == nullptr) {
    chart = MakeReadyPage(ChartBytes(source, show));
    bytes_ += chart.bytes->size();
  }
  return chart;
}

const ReadyPage& SeatPages::Concert(const PageSource& source, const domain::Concert& concert,
                                    const domain::ConcertView& view) {
  Follow(source);
  ConcertPage& cached = concerts_[concert.id];
  if (cached.page.bytes != nullptr) {
    if (cached.view == view) return cached.page;
    bytes_ -= cached.page.bytes->size();
  }
  cached = {MakeReadyPage(ConcertBytes(*catalog_, source.currency, concert, view)), view};
  bytes_ += cached.page.bytes->size();
  return cached.page;
}

void SeatPages::Forget() {
  shows_.clear();
  concerts_.clear();
  bytes_ = 0;
}

}  // namespace onsale::http
