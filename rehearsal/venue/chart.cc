#include "rehearsal/venue/chart.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "rehearsal/venue/chart_columns.h"

namespace onsale::rehearsal {
namespace {

// How much worse a seat to the side is: one metre to the side counts as half a metre further back.
constexpr double kSidePenalty = 0.5;

using Placed = PlacedSeat;

double Badness(const Placed& seat) {
  const auto x = static_cast<double>(seat.x);
  return std::hypot(x, static_cast<double>(seat.y)) + kSidePenalty * std::abs(x);
}

bool FollowsInRow(const Placed& a, const Placed& b) {
  return a.number + 1 == b.number && a.section == b.section && a.row == b.row;
}

double Between(const Placed& a, const Placed& b) {
  return std::hypot(static_cast<double>(a.x - b.x), static_cast<double>(a.y - b.y));
}

// The least distance of consecutive seats in each section. A row has gaps and aisles: with more
// than half a place more between them, seats are not neighbours.
std::map<std::string_view, double> Spacings(const std::vector<Placed>& placed) {
  std::map<std::string_view, double> spacings;
  for (std::size_t i = 1; i < placed.size(); ++i) {
    if (!FollowsInRow(placed[i - 1], placed[i])) continue;
    const double between = Between(placed[i - 1], placed[i]);
    const auto [at, fresh] = spacings.emplace(placed[i].section, between);
    if (!fresh) at->second = std::min(at->second, between);
  }
  return spacings;
}

std::vector<ChartSeat> WithNeighbours(const std::vector<Placed>& placed) {
  const auto spacings = Spacings(placed);
  const auto beside = [&spacings](const Placed& a, const Placed& b) {
    return FollowsInRow(a, b) && Between(a, b) < 1.5 * spacings.find(a.section)->second;
  };
  std::vector<ChartSeat> seats(placed.size());
  for (std::size_t i = 0; i < placed.size(); ++i) {
    seats[i].number = placed[i].number;
    for (std::size_t k = 1; k < kTogetherMax; ++k) {
      if (i + k >= placed.size() || !beside(placed[i + k - 1], placed[i + k])) break;
      seats[i].right[k - 1] = placed[i + k].number;
    }
    for (std::size_t k = 1; k < kTogetherMax; ++k) {
      if (k > i || !beside(placed[i - k], placed[i - k + 1])) break;
      seats[i].left[k - 1] = placed[i - k].number;
    }
  }
  return seats;
}

// A block of `count` neighbouring seats that includes `seat`, with `before` of them to its left.
Pick Block(const ChartSeat& seat, std::size_t count, std::size_t before) {
  Pick pick;
  for (std::size_t k = before; k > 0; --k) pick.seats[pick.count++] = seat.left[k - 1];
  pick.seats[pick.count++] = seat.number;
  for (std::size_t k = 0; pick.count < count; ++k) pick.seats[pick.count++] = seat.right[k];
  return pick;
}

std::size_t WhereEyesBegin(const Chart& chart, const SeatSet& available, std::size_t skip) {
  for (std::size_t i = 0; i < chart.seats.size(); ++i) {
    if (available.Has(chart.seats[i].number) && skip-- == 0) return i;
  }
  return 0;
}

}  // namespace

std::expected<Chart, std::string> MakeChart(std::string_view columns, Prices prices) {
  const auto seats = ReadColumns(columns);
  if (!seats) return std::unexpected("the chart does not match the API");
  const std::map<std::string_view, std::int64_t> for_sale(prices.begin(), prices.end());
  Chart chart;
  chart.number_max = seats->back().number;
  std::vector<Placed> placed;
  for (const Placed& seat : *seats) {
    chart.numbers.push_back(seat.number);
    const auto category = for_sale.find(seat.category);
    if (category == for_sale.end()) continue;
    placed.push_back(seat);
    chart.prices[seat.number] = category->second;
  }
  if (placed.empty()) return std::unexpected("no seat of the chart is for sale");
  const std::vector<ChartSeat> by_number = WithNeighbours(placed);
  std::vector<std::size_t> order(placed.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&placed](std::size_t a, std::size_t b) {
    return Badness(placed[a]) < Badness(placed[b]);
  });
  chart.seats.reserve(order.size());
  for (const std::size_t i : order) chart.seats.push_back(by_number[i]);
  return chart;
}

bool AllAvailable(const Pick& pick, const SeatSet& available) {
  return std::all_of(pick.seats.begin(),
                     pick.seats.begin() + static_cast<std::ptrdiff_t>(pick.count),
                     [&](std::uint32_t seat) { return seat != kNoSeat && available.Has(seat); });
}

std::int64_t Chart::PriceOf(const Pick& pick) const {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < pick.count; ++i) {
    const auto price = prices.find(pick.seats[i]);
    if (price != prices.end()) sum += price->second;
  }
  return sum;
}

Pick PickTogether(const Chart& chart, const SeatSet& available, Wish wish) {
  const std::size_t size = chart.seats.size();
  const std::size_t from = WhereEyesBegin(chart, available, wish.skip);
  for (std::size_t k = 0; k < size; ++k) {
    const ChartSeat& seat = chart.seats[(from + k) % size];
    if (!available.Has(seat.number)) continue;
    for (std::size_t before = 0; before < wish.count; ++before) {
      const Pick pick = Block(seat, wish.count, before);
      if (AllAvailable(pick, available)) return pick;
    }
  }
  return {};
}

Pick PickApart(const Chart& chart, const SeatSet& available, Wish wish) {
  Pick pick;
  const std::size_t size = chart.seats.size();
  const std::size_t from = WhereEyesBegin(chart, available, wish.skip);
  for (std::size_t k = 0; k < size && pick.count < wish.count; ++k) {
    const ChartSeat& seat = chart.seats[(from + k) % size];
    if (available.Has(seat.number)) pick.seats[pick.count++] = seat.number;
  }
  return pick;
}

}  // namespace onsale::rehearsal
