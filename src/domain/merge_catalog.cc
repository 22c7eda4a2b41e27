#include "domain/merge_catalog.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/assert.h"

namespace onsale::domain {
namespace {

// Maps slugs to ids, for rows of the stored catalogue and for rows that the specification adds.
template <class Id>
class Names {
 public:
  Names() = default;
  template <class Row>
  explicit Names(const std::vector<Row>& rows) {
    for (const Row& row : rows) Learn(row.slug, row.id);
  }

  void Learn(const std::string& slug, Id id) {
    ids_.emplace(slug, id);
    last_ = std::max(last_, id);
  }
  // The id of a slug; a new slug gets the next free id.
  Id Of(const std::string& slug) {
    const auto [it, added] = ids_.try_emplace(slug, Id{last_.value + 1});
    if (added) last_ = it->second;
    return it->second;
  }

 private:
  std::map<std::string, Id> ids_;
  Id last_{};
};

// An id in a specification is a position in its list plus 1.
template <class List, class Id>
const auto& At(const List& list, Id id) {
  ONSALE_ASSERT(id.value >= 1 && id.value <= std::size(list));
  return list[id.value - 1];
}

CatalogRows Translate(const CatalogSpec& spec, const CatalogRows& known,
                      std::span<const RoomId> rooms) {
  CatalogRows t = spec.rows;
  Names<ConcertId> concerts(known.concerts);
  Names<ChartId> charts(known.charts);
  Names<ShowId> shows(known.shows);
  const auto chart_of = [&](ChartId id) { return charts.Of(At(spec.rows.charts, id).slug); };
  for (Concert& concert : t.concerts) {
    concert.id = concerts.Of(concert.slug);
    concert.room = At(rooms, concert.room);
    concert.currency = spec.currency;
  }
  std::vector<ChartId> chart_ids;  // a chart's seats are many: its slug is looked up once
  for (Chart& chart : t.charts) chart_ids.push_back(chart.id = charts.Of(chart.slug));
  for (Category& category : t.categories) category.chart = At(chart_ids, category.chart);
  for (ChartSeat& seat : t.seats) seat.chart = At(chart_ids, seat.chart);
  for (Show& show : t.shows) {
    show.id = shows.Of(show.slug);
    show.concert = At(t.concerts, show.concert).id;  // that row has its id by now
    show.chart = chart_of(show.chart);
  }
  for (Price& price : t.prices) price.show = shows.Of(At(spec.rows.shows, price.show).slug);
  return t;
}

// Merges two lists, sorted by key: all rows of `added`, and those of `base` whose owner (a chart or
// show) has no row in `added`.
template <class Row, class Owner, class Key>
std::vector<Row> MergeList(std::vector<Row> base, const std::vector<Row>& added, Owner owner,
                           Key key) {
  std::vector<decltype(owner(added.front()))> spoken_of;
  for (const Row& row : added) spoken_of.push_back(owner(row));
  std::ranges::sort(spoken_of);
  std::erase_if(base,
                [&](const Row& row) { return std::ranges::binary_search(spoken_of, owner(row)); });
  base.insert(base.end(), added.begin(), added.end());
  std::ranges::sort(base, {}, key);
  return base;
}

CatalogRows Merge(const CatalogRows& base, const CatalogRows& added) {
  const auto id = [](const auto& row) { return row.id; };
  const auto chart = [](const auto& row) { return row.chart; };
  const auto show = [](const auto& row) { return row.show; };
  CatalogRows merged;
  merged.concerts = MergeList(base.concerts, added.concerts, id, id);
  merged.shows = MergeList(base.shows, added.shows, id, id);
  merged.charts = MergeList(base.charts, added.charts, id, id);
  merged.categories = MergeList(base.categories, added.categories, chart,
                                [](const Category& c) { return std::pair(c.chart, c.rank); });
  merged.seats = MergeList(base.seats, added.seats, chart,
                           [](const ChartSeat& s) { return std::pair(s.chart, s.number); });
  merged.prices = MergeList(base.prices, added.prices, show,
                            [](const Price& p) { return std::pair(p.show, p.category); });
  return merged;
}

bool HasEqualSeats(std::span<const ChartSeat> before, std::span<const ChartSeat> after) {
  if (before.data() == after.data() && before.size() == after.size()) return true;
  return std::ranges::equal(before, after, [](const ChartSeat& was, const ChartSeat& is) {
    return was.number == is.number && was.label == is.label;
  });
}

std::vector<ShowId> KeptShows(const Catalog& before, const Catalog& after) {
  std::map<std::pair<ChartId, ChartId>, bool> equal;  // many shows share a chart
  std::vector<ShowId> kept;
  for (const Show& show : before.rows().shows) {
    const ChartId chart = after.Find(show.id)->chart;
    const auto [at, is_new] = equal.try_emplace({show.chart, chart});
    if (is_new) at->second = HasEqualSeats(before.SeatsOf(show.chart), after.SeatsOf(chart));
    if (at->second) kept.push_back(show.id);
  }
  return kept;
}

}  // namespace

std::vector<RoomId> RoomIdsOf(std::span<const RoomSpec> specs, std::span<const KnownRoom> known) {
  Names<RoomId> names;
  names.Learn("main", kMainRoom);
  for (const KnownRoom& room : known) names.Learn(room.slug, room.id);
  std::vector<RoomId> ids;
  for (const RoomSpec& spec : specs) ids.push_back(names.Of(spec.slug));
  return ids;
}

CatalogRows MergedRows(const CatalogSpec& spec, const CatalogRows& known,
                       std::span<const RoomId> rooms) {
  return Merge(known, Translate(spec, known, rooms));
}

PreparedCatalogPtr PrepareCatalog(const CatalogSpec& spec, const CatalogPtr& base,
                                  std::span<const KnownRoom> rooms) {
  PreparedCatalog prepared{.base = base, .rooms = RoomIdsOf(spec.rooms, rooms), .next = base};
  CatalogRows merged = MergedRows(spec, base->rows(), prepared.rooms);
  if (merged != base->rows()) prepared.next = std::make_shared<const Catalog>(std::move(merged));
  prepared.kept = KeptShows(*base, *prepared.next);
  return std::make_shared<const PreparedCatalog>(std::move(prepared));
}

}  // namespace onsale::domain
