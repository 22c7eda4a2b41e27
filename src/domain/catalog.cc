#include "domain/catalog.h"

#include <algorithm>
#include <unordered_set>

#include "base/assert.h"
#include "domain/chart_layout.h"

namespace onsale::domain {
namespace {

template <class Map, class Key, class Row>
const Row* Lookup(const Map& map, const Key& key, const std::vector<Row>& rows) {
  const auto it = map.find(key);
  return it == map.end() ? nullptr : &rows[it->second];
}

}  // namespace

Catalog::Catalog(CatalogRows rows) : rows_(std::move(rows)) {
  for (std::size_t i = 0; i < rows_.concerts.size(); ++i) {
    const Concert& concert = rows_.concerts[i];
    ONSALE_ASSERT(concert_by_id_.emplace(concert.id, i).second);
    ONSALE_ASSERT(concert_by_slug_.emplace(concert.slug, i).second);
  }
  std::unordered_set<std::string_view> chart_slugs;
  for (std::size_t i = 0; i < rows_.charts.size(); ++i) {
    const Chart& chart = rows_.charts[i];
    ONSALE_ASSERT(chart_by_id_.emplace(chart.id, i).second);
    ONSALE_ASSERT(chart_slugs.insert(chart.slug).second);
  }
  for (std::size_t i = 0; i < rows_.shows.size(); ++i) {
    const Show& show = rows_.shows[i];
    ONSALE_ASSERT(concert_by_id_.contains(show.concert) && chart_by_id_.contains(show.chart));
    ONSALE_ASSERT(show_by_id_.emplace(show.id, i).second);
    ONSALE_ASSERT(show_by_slug_.emplace(show.slug, i).second);
    shows_of_[show.concert].push_back(&show);
    shows_behind_[Find(show.concert)->room].push_back(&show);
  }
  for (auto& [concert, shows] : shows_of_) {
    std::ranges::sort(shows, {},
                      [](const Show* show) { return std::pair(show->starts_at, show->id); });
  }
  const auto index_slices = [](const auto& list, auto& slices) {
    for (std::size_t i = 0; i < list.size(); ++i) {
      Slice& slice = slices.try_emplace(list[i].chart, Slice{.first = i}).first->second;
      ONSALE_ASSERT(slice.first + slice.count == i);
      ++slice.count;
    }
  };
  index_slices(rows_.seats, seats_of_);
  index_slices(rows_.categories, categories_of_);
  for (const Chart& chart : rows_.charts) {
    layouts_.emplace(chart.id, std::make_shared<const ChartLayout>(SeatsOf(chart.id)));
  }
}

const Concert* Catalog::Find(ConcertId id) const {
  return Lookup(concert_by_id_, id, rows_.concerts);
}

const Show* Catalog::Find(ShowId id) const {
  return Lookup(show_by_id_, id, rows_.shows);
}

const Chart* Catalog::Find(ChartId id) const {
  return Lookup(chart_by_id_, id, rows_.charts);
}

const Concert* Catalog::FindConcert(std::string_view slug) const {
  return Lookup(concert_by_slug_, slug, rows_.concerts);
}

const Show* Catalog::FindShow(std::string_view slug) const {
  return Lookup(show_by_slug_, slug, rows_.shows);
}

std::span<const Show* const> Catalog::ShowsOf(ConcertId concert) const {
  const auto it = shows_of_.find(concert);
  if (it == shows_of_.end()) return {};
  return it->second;
}

std::span<const Show* const> Catalog::ShowsBehind(RoomId room) const {
  const auto it = shows_behind_.find(room);
  if (it == shows_behind_.end()) return {};
  return it->second;
}

std::span<const ChartSeat> Catalog::SeatsOf(ChartId chart) const {
  const auto it = seats_of_.find(chart);
  if (it == seats_of_.end()) return {};
  return std::span(rows_.seats).subspan(it->second.first, it->second.count);
}

std::span<const Category> Catalog::CategoriesOf(ChartId chart) const {
  const auto it = categories_of_.find(chart);
  if (it == categories_of_.end()) return {};
  return std::span(rows_.categories).subspan(it->second.first, it->second.count);
}

const ChartSeat* Catalog::FindSeat(ChartId chart, SeatNumber number) const {
  const auto seats = SeatsOf(chart);
  const auto it = std::ranges::lower_bound(seats, number, {}, &ChartSeat::number);
  return it == seats.end() || it->number != number ? nullptr : &*it;
}

const std::shared_ptr<const ChartLayout>& Catalog::LayoutOf(ChartId chart) const {
  const auto it = layouts_.find(chart);
  ONSALE_ASSERT(it != layouts_.end());
  return it->second;
}

std::optional<Money> Catalog::PriceOf(ShowId show, std::string_view category) const {
  const auto key = [](const Price& price) {
    return std::pair<ShowId, std::string_view>(price.show, price.category);
  };
  const std::pair<ShowId, std::string_view> wanted(show, category);
  const auto it = std::ranges::lower_bound(rows_.prices, wanted, {}, key);
  if (it == rows_.prices.end() || key(*it) != wanted) return std::nullopt;
  return it->amount;
}

}  // namespace onsale::domain
