#include "http/pages/seat_pages.h"

#include <utility>

#include "base/assert.h"
#include "base/escape.h"
#include "domain/words.h"
#include "http/json/json_writer.h"
#include "http/pages/availability.h"
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

// Whether a seat belongs to the part.
bool IsIn(const SeatsPart& part, const domain::ChartSeat& seat) {
  return (!part.section || *part.section == seat.section) &&
         (!part.category || *part.category == seat.category);
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
  shows_.clear();
  concerts_.clear();
  list_ = nullptr;
  catalog_ = source.catalog;
}

std::shared_ptr<SeatPages::ShowPages> SeatPages::PagesOf(const PageSource& source,
                                                         domain::ShowId id) {
  const base::MutexLock lock(mutex_);
  Follow(source);
  std::shared_ptr<ShowPages>& pages = shows_[id];
  if (pages == nullptr) pages = std::make_shared<ShowPages>(bytes_);
  return pages;
}

std::shared_ptr<const SeatPages::SeatParts> SeatPages::PartsOf(const PageSource& source,
                                                               const domain::Show& show) {
  const std::shared_ptr<ShowPages> pages = PagesOf(source, show.id);
  const base::MutexLock lock(pages->mutex);
  if (pages->parts != nullptr) return pages->parts;
  auto parts = std::make_shared<SeatParts>();
  for (const domain::ChartSeat& seat : source.catalog->SeatsOf(show.chart)) {
    parts->text.append(SeatPart(*source.catalog, show, seat));
    parts->ends.push_back(static_cast<std::uint32_t>(parts->text.size()));
  }
  pages->parts = parts;
  pages->Count(parts->text.size() + parts->ends.size() * sizeof(std::uint32_t));
  return parts;
}

std::string SeatPages::ListBytes(const PageSource& source, const SeatMap& map, SeatFilter filter,
                                 const SeatsPart& part) {
  const domain::Show* const show = source.catalog->Find(map.show);
  ONSALE_ASSERT(show != nullptr);
  const auto parts = PartsOf(source, *show);
  const auto chart_seats = source.catalog->SeatsOf(show->chart);
  ONSALE_ASSERT(map.statuses.size() == parts->ends.size());
  const bool is_whole = !part.section && !part.category;
  std::string seats;
  if (is_whole) seats.reserve(parts->text.size() + map.statuses.size() * 24 + 128);
  std::int64_t available = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < map.statuses.size(); ++i) {
    const std::size_t end = parts->ends[i];
    const std::size_t size = end - begin;
    const std::size_t at = std::exchange(begin, end);
    if (!is_whole && !IsIn(part, chart_seats[i])) continue;
    const bool is_available = map.statuses[i] == SeatStatus::kAvailable;
    available += is_available ? 1 : 0;
    if (filter == SeatFilter::kAll) {
      seats.append(parts->text, at, size);
      seats.append(",\"status\":\"").append(WordOf(map.statuses[i])).append("\"}");
    } else if (is_available) {
      seats.append(parts->text, at, size).push_back('}');
    }
  }
  std::string out = "{\"showId\":";
  out.reserve(seats.size() + 160);
  base::AppendJsonString(out, show->slug);
  out.append(",\"seatsAvailable\":").append(std::to_string(available));
  out.append(",\"currency\":");
  base::AppendJsonString(out, source.currency);
  out.append(",\"seats\":[");
  // Without the comma before the first seat.
  if (!seats.empty()) out.append(seats, 1);
  out.append("]}");
  return out;
}

CodedPage SeatPages::Seats(const PageSource& source, const SeatMap& map, SeatFilter filter,
                           const MapReader& reader) {
  const std::shared_ptr<ShowPages> pages = PagesOf(source, map.show);
  MapPage& page = filter == SeatFilter::kAll ? pages->all : pages->available;
  return page.Get(map, reader, [&] { return ListBytes(source, map, filter, {}); });
}

ReadyPage SeatPages::Seats(const PageSource& source, const SeatMap& map, SeatFilter filter,
                           const SeatsPart& part) {
  return MakeReadyPage(ListBytes(source, map, filter, part));
}

CodedPage SeatPages::Availability(const PageSource& source, const SeatMap& map,
                                  const MapReader& reader) {
  const std::shared_ptr<ShowPages> pages = PagesOf(source, map.show);
  return pages->states.Get(map, reader,
                           [&] { return AvailabilityJson(*charts_.Of(source.catalog), map); });
}

PackedPagePtr SeatPages::Chart(const PageSource& source, const domain::Show& show) {
  const std::shared_ptr<ShowPages> pages = PagesOf(source, show.id);
  const base::MutexLock lock(pages->mutex);
  if (pages->chart == nullptr) {
    pages->chart = std::make_shared<const PackedPage>(ChartBytes(source, show), Effort::kOften);
    pages->Count(pages->chart->plain().bytes->size());
  }
  return pages->chart;
}

PackedPagePtr SeatPages::Concert(const PageSource& source, const domain::Concert& concert,
                                 const domain::ConcertView& view) {
  const ChartSetPtr charts = charts_.Of(source.catalog);
  const base::MutexLock lock(mutex_);
  Follow(source);
  ConcertPage& cached = concerts_[concert.id];
  if (cached.page == nullptr || cached.view != view) {
    cached = {std::make_shared<const PackedPage>(
                  ConcertBytes({*charts, source.currency, source.base_path}, concert, view),
                  Effort::kOften),
              view};
  }
  return cached.page;
}

PackedPagePtr SeatPages::Concerts(const PageSource& source) {
  const base::MutexLock lock(mutex_);
  Follow(source);
  if (list_ == nullptr) list_ = std::make_shared<const PackedPage>(ConcertsBytes(*source.catalog));
  return list_;
}

}  // namespace onsale::http
