#include "store/memory/catalog_rows.h"

#include <algorithm>
#include <set>

namespace onsale::store {
namespace {

using domain::CatalogRows;

template <class Row>
std::vector<const Row*> InKeyOrder(const std::vector<Row>& rows) {
  std::vector<const Row*> out;
  for (const Row& row : rows) out.push_back(&row);
  std::sort(out.begin(), out.end(),
            [](const Row* a, const Row* b) { return KeyOf(*a) < KeyOf(*b); });
  return out;
}

template <class Row>
struct RowsChange {
  const std::vector<Row>& before;
  const std::vector<Row>& after;
};

template <class Row>
std::size_t EncodeDifference(const RowsChange<Row>& change, base::WireWriter& out) {
  const auto before = InKeyOrder(change.before);
  const auto after = InKeyOrder(change.after);
  std::size_t count = 0;
  auto old = before.begin();
  const auto erase_until = [&](const Row* next) {
    for (; old != before.end() && (next == nullptr || KeyOf(**old) < KeyOf(*next)); ++old) {
      EncodeErase(out, **old);
      ++count;
    }
  };
  for (const Row* row : after) {
    erase_until(row);
    const bool there = old != before.end() && KeyOf(**old) == KeyOf(*row);
    const bool same = there && **old == *row;
    if (there) ++old;
    if (same) continue;
    EncodePut(out, *row);
    ++count;
  }
  erase_until(nullptr);
  return count;
}

template <class Row, class Rows>
std::vector<Row> ListOf(const Rows& rows) {
  std::vector<Row> out;
  out.reserve(rows.size());
  for (const auto& [key, row] : rows) out.push_back(row);
  return out;
}

template <class Row>
bool SlugsAreUnique(const std::vector<Row>& rows) {
  std::set<std::string_view> seen;
  return std::all_of(rows.begin(), rows.end(),
                     [&seen](const Row& row) { return seen.insert(row.slug).second; });
}

template <class Ids, class Id>
bool Has(const Ids& rows, Id id) {
  return std::any_of(rows.begin(), rows.end(), [id](const auto& row) { return row.id == id; });
}

// Every seat needs a price, because rules read it.
std::expected<void, std::string> CheckPrices(const CatalogRows& rows) {
  std::set<std::pair<domain::ChartId, std::string_view>> used;
  const domain::ChartSeat* before = nullptr;
  for (const auto& seat : rows.seats) {
    const bool same =
        before != nullptr && before->chart == seat.chart && before->category == seat.category;
    if (!same) used.emplace(seat.chart, seat.category);
    before = &seat;
  }
  std::set<std::pair<domain::ShowId, std::string_view>> priced;
  for (const auto& price : rows.prices) priced.emplace(price.show, price.category);
  for (const auto& show : rows.shows) {
    for (auto at = used.lower_bound({show.chart, {}}); at != used.end() && at->first == show.chart;
         ++at) {
      if (priced.contains({show.id, at->second})) continue;
      return std::unexpected("show " + show.slug + " has no price for the seats of category " +
                             std::string(at->second));
    }
  }
  return {};
}

// Checks what Catalog asserts: damaged tables must give an error, not an assertion.
std::expected<void, std::string> Check(const CatalogRows& rows) {
  if (!SlugsAreUnique(rows.concerts) || !SlugsAreUnique(rows.shows) ||
      !SlugsAreUnique(rows.charts)) {
    return std::unexpected("two concerts, shows or charts have the same slug");
  }
  for (const auto& show : rows.shows) {
    if (!Has(rows.concerts, show.concert) || !Has(rows.charts, show.chart)) {
      return std::unexpected("show " + show.slug + " names a concert or chart that is not there");
    }
  }
  for (const auto& seat : rows.seats) {
    if (!Has(rows.charts, seat.chart)) {
      return std::unexpected("a chart seat names a chart that is not there");
    }
  }
  return CheckPrices(rows);
}

}  // namespace

CatalogDraft::CatalogDraft(const CatalogRows& rows) {
  const auto put_all = [this](const auto& some) {
    for (const auto& row : some) Put(row);
  };
  put_all(rows.concerts);
  put_all(rows.shows);
  put_all(rows.charts);
  put_all(rows.categories);
  put_all(rows.seats);
  put_all(rows.prices);
}

std::expected<domain::CatalogPtr, std::string> CatalogDraft::Build() const {
  using domain::Category;
  CatalogRows rows;
  rows.concerts = ListOf<domain::Concert>(std::get<Rows<domain::Concert>>(rows_));
  rows.shows = ListOf<domain::Show>(std::get<Rows<domain::Show>>(rows_));
  rows.charts = ListOf<domain::Chart>(std::get<Rows<domain::Chart>>(rows_));
  rows.categories = ListOf<Category>(std::get<Rows<Category>>(rows_));
  rows.seats = ListOf<domain::ChartSeat>(std::get<Rows<domain::ChartSeat>>(rows_));
  rows.prices = ListOf<domain::Price>(std::get<Rows<domain::Price>>(rows_));
  // The table is ordered by slug, the catalogue by rank.
  std::stable_sort(rows.categories.begin(), rows.categories.end(),
                   [](const Category& a, const Category& b) {
                     return std::tie(a.chart, a.rank) < std::tie(b.chart, b.rank);
                   });
  if (auto good = Check(rows); !good) return std::unexpected(good.error());
  return std::make_shared<const domain::Catalog>(std::move(rows));
}

std::size_t EncodeCatalogChange(const CatalogChange& change, base::WireWriter& out) {
  const CatalogRows& before = change.before;
  const CatalogRows& after = change.after;
  return EncodeDifference<domain::Concert>({before.concerts, after.concerts}, out) +
         EncodeDifference<domain::Show>({before.shows, after.shows}, out) +
         EncodeDifference<domain::Chart>({before.charts, after.charts}, out) +
         EncodeDifference<domain::Category>({before.categories, after.categories}, out) +
         EncodeDifference<domain::ChartSeat>({before.seats, after.seats}, out) +
         EncodeDifference<domain::Price>({before.prices, after.prices}, out);
}

}  // namespace onsale::store
