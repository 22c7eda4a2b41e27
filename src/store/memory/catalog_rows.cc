#include "store/memory/catalog_rows.h"

#include <algorithm>
#include <set>

#include "store/row_values.h"

namespace onsale::store {
namespace {

using domain::CatalogRows;

template <class Row>
std::vector<const Row*> InKeyOrder(const std::vector<Row>& rows) {
  std::vector<const Row*> out;
  out.reserve(rows.size());
  for (const Row& row : rows) out.push_back(&row);
  const auto before = [](const Row* a, const Row* b) { return KeyOf(*a) < KeyOf(*b); };
  // A catalogue has most of its rows in this order already.
  if (!std::is_sorted(out.begin(), out.end(), before)) std::sort(out.begin(), out.end(), before);
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

// Checks that every seat of every show has a price, because rules read it.
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

// Checks that the seats of a pair name each other: one wheelchair place and one companion seat.
// Requires: seats in order of chart and number, each with a pair that its access allows.
std::expected<void, std::string> CheckPairs(const CatalogRows& rows) {
  constexpr auto key_of = [](const domain::ChartSeat& seat) {
    return std::pair(seat.chart, seat.number);
  };
  for (const auto& seat : rows.seats) {
    if (seat.pair == domain::SeatNumber{}) continue;
    const auto other =
        std::ranges::lower_bound(rows.seats, std::pair(seat.chart, seat.pair), {}, key_of);
    const bool found = other != rows.seats.end() && other->chart == seat.chart &&
                       other->number == seat.pair && other->pair == seat.number &&
                       other->access != seat.access;
    if (found) continue;
    return std::unexpected(NameOf(seat) + " has the pair_number " +
                           std::to_string(seat.pair.value) +
                           ", which is not a seat that forms a pair with it");
  }
  return {};
}

// Checks what Catalog asserts about its rows: damaged tables must give an error instead.
std::expected<void, std::string> Check(const CatalogRows& rows) {
  if (!SlugsAreUnique(rows.concerts) || !SlugsAreUnique(rows.shows) ||
      !SlugsAreUnique(rows.charts)) {
    return std::unexpected("two concerts, shows or charts have the same slug");
  }
  for (const auto& show : rows.shows) {
    if (!Has(rows.concerts, show.concert) || !Has(rows.charts, show.chart)) {
      return std::unexpected("show " + show.slug + " names a concert or chart that does not exist");
    }
  }
  for (const auto& seat : rows.seats) {
    if (!Has(rows.charts, seat.chart)) {
      return std::unexpected("a chart seat names a chart that does not exist");
    }
  }
  if (auto good = CheckPairs(rows); !good) return good;
  return CheckPrices(rows);
}

}  // namespace

CatalogDraft::CatalogDraft(const CatalogRows& rows) {
  ForEachTableAt<Home::kCatalog>([&]<class Row>(std::type_identity<Row>) {
    for (const Row& row : rows.*Table<Row>::kRows) Put(row);
  });
}

std::expected<domain::CatalogPtr, std::string> CatalogDraft::Build() const {
  using domain::Category;
  CatalogRows rows;
  ForEachTableAt<Home::kCatalog>([&]<class Row>(std::type_identity<Row>) {
    rows.*Table<Row>::kRows = ListOf<Row>(std::get<Rows<Row>>(rows_));
  });
  // Sorts categories by rank, as the catalogue needs them: the table is ordered by slug.
  std::stable_sort(rows.categories.begin(), rows.categories.end(),
                   [](const Category& a, const Category& b) {
                     return std::tie(a.chart, a.rank) < std::tie(b.chart, b.rank);
                   });
  if (auto good = Check(rows); !good) return std::unexpected(good.error());
  return std::make_shared<const domain::Catalog>(std::move(rows));
}

std::size_t EncodeCatalogChange(const CatalogChange& change, base::WireWriter& out) {
  std::size_t count = 0;
  ForEachTableAt<Home::kCatalog>([&]<class Row>(std::type_identity<Row>) {
    constexpr auto kRows = Table<Row>::kRows;
    count += EncodeDifference<Row>({change.before.*kRows, change.after.*kRows}, out);
  });
  return count;
}

}  // namespace onsale::store
