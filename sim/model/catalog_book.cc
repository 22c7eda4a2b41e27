#include "sim/model/catalog_book.h"

#include <algorithm>
#include <utility>

namespace onsale::sim {

using domain::CatalogRows;
using domain::ChartId;
using domain::ConcertId;
using domain::SeatNumber;
using domain::SeatStatus;
using domain::ShowId;

const ModelShow::ModelSeat* ModelShow::Find(SeatNumber number) const {
  const auto key = [](const ModelSeat& model_seat) { return model_seat.row.key.number; };
  const auto at = std::ranges::lower_bound(model_seats, number, {}, key);
  return at == model_seats.end() || key(*at) != number ? nullptr : &*at;
}

ModelShow::ModelSeat* ModelShow::Find(SeatNumber number) {
  return const_cast<ModelSeat*>(std::as_const(*this).Find(number));
}

Hall::Flags ModelShow::Free() const {
  Hall::Flags free;
  for (const ModelSeat& model_seat : model_seats) {
    free.push_back(model_seat.row.status == SeatStatus::kAvailable);
  }
  return free;
}

void ModelShow::Set(ModelSeat& model_seat, const domain::Seat& row) {
  if (model_seat.row.status == SeatStatus::kAvailable) --available;
  model_seat.row = row;
  if (model_seat.row.status == SeatStatus::kAvailable) ++available;
}

namespace {

// The id of a slug. A new slug gets the next id in order.
template <class Map>
auto IdOf(const Map& map, const std::string& slug) {
  using Id = Map::key_type;
  for (const auto& [id, row] : map) {
    if (row.slug == slug) return id;
  }
  return map.empty() ? Id{1} : Id{map.rbegin()->first.value + 1};
}

template <class Map, class Owner>
void EraseOf(Map& map, Owner owner) {
  std::erase_if(map, [owner](const auto& entry) { return entry.first.first == owner; });
}

template <class Map>
auto ValuesOf(const Map& map) {
  std::vector<typename Map::mapped_type> values;
  for (const auto& [key, value] : map) values.push_back(value);
  return values;
}

}  // namespace

CatalogBook CatalogBook::With(const domain::CatalogSpec& spec,
                              const std::vector<domain::RoomId>& rooms) const {
  const CatalogRows& rows = spec.rows;
  CatalogBook next = *this;
  std::vector<ConcertId> concert_ids;
  std::vector<ChartId> chart_ids;
  std::vector<ShowId> show_ids;
  for (domain::Concert concert : rows.concerts) {
    concert.id = concert_ids.emplace_back(IdOf(next.concerts, concert.slug));
    concert.room = rooms[concert.room.value - 1];
    concert.currency = spec.currency;
    next.concerts[concert.id] = concert;
  }
  for (domain::Chart chart : rows.charts) {
    chart.id = chart_ids.emplace_back(IdOf(next.charts, chart.slug));
    EraseOf(next.categories, chart.id);
    EraseOf(next.seats, chart.id);
    next.charts[chart.id] = chart;
  }
  for (domain::Show show : rows.shows) {
    show.id = show_ids.emplace_back(IdOf(next.shows, show.slug));
    show.concert = concert_ids[show.concert.value - 1];
    show.chart = chart_ids[show.chart.value - 1];
    EraseOf(next.prices, show.id);
    next.shows[show.id] = show;
  }
  for (domain::Category category : rows.categories) {
    category.chart = chart_ids[category.chart.value - 1];
    next.categories[{category.chart, category.rank}] = category;
  }
  for (domain::ChartSeat seat : rows.seats) {
    seat.chart = chart_ids[seat.chart.value - 1];
    next.seats[{seat.chart, seat.number}] = seat;
  }
  for (domain::Price price : rows.prices) {
    price.show = show_ids[price.show.value - 1];
    next.prices[{price.show, price.category}] = price;
  }
  return next;
}

CatalogRows CatalogBook::AsRows() const {
  return {.concerts = ValuesOf(concerts),
          .shows = ValuesOf(shows),
          .charts = ValuesOf(charts),
          .categories = ValuesOf(categories),
          .seats = ValuesOf(seats),
          .prices = ValuesOf(prices)};
}

domain::Money CatalogBook::PriceOf(ShowId show, const std::string& category) const {
  return prices.at({show, category}).amount;
}

const domain::ChartSeat* CatalogBook::FindSeat(ChartId chart, SeatNumber number) const {
  const auto at = seats.find({chart, number});
  return at == seats.end() ? nullptr : &at->second;
}

}  // namespace onsale::sim
