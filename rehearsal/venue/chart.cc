#include "rehearsal/venue/chart.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "rehearsal/wire/json_scan.h"

namespace onsale::rehearsal {
namespace {

// How much worse a seat to the side is: one metre to the side counts as half a metre further back.
constexpr double kSidePenalty = 0.5;

// The largest seat number accepted: bounds the memory that a server's answer can make the client
// reserve. A catalogue allows numbers up to 999,999.
constexpr std::int64_t kNumberMax = 10'000'000;

struct Placed {
  std::uint32_t number = kNoSeat;
  std::string_view section;
  std::string_view row;
  double badness = 0;
};

double Badness(std::int64_t x_cm, std::int64_t y_cm) {
  const auto x = static_cast<double>(x_cm);
  const auto y = static_cast<double>(y_cm);
  return std::hypot(x, y) + kSidePenalty * std::abs(x);
}

// The members of a seat in the answer, as raw JSON.
struct RawSeat {
  std::string_view number, section, row, category, x, y;
};

RawSeat ReadRawSeat(std::string_view json) {
  RawSeat raw;
  ForEachMember(json, [&raw](std::string_view key, std::string_view value) {
    if (key == "number") raw.number = value;
    if (key == "section") raw.section = value;
    if (key == "row") raw.row = value;
    if (key == "category") raw.category = value;
    if (key == "xCm") raw.x = value;
    if (key == "yCm") raw.y = value;
  });
  return raw;
}

using ForSale = std::map<std::string_view, bool, std::less<>>;

ForSale ReadCategories(std::string_view json) {
  ForSale for_sale;
  ForEachElement(json, [&for_sale](std::string_view category) {
    std::string_view id;
    std::string_view price;
    ForEachMember(category, [&](std::string_view key, std::string_view value) {
      if (key == "category") id = value;
      if (key == "price") price = value;
    });
    for_sale[id] = AsInteger(price).has_value();
  });
  return for_sale;
}

bool Beside(const Placed& a, const Placed& b) {
  return a.number + 1 == b.number && a.section == b.section && a.row == b.row;
}

std::vector<ChartSeat> WithNeighbours(const std::vector<Placed>& placed) {
  std::vector<ChartSeat> seats(placed.size());
  for (std::size_t i = 0; i < placed.size(); ++i) {
    seats[i].number = placed[i].number;
    for (std::size_t k = 1; k < kTogetherMax; ++k) {
      if (i + k >= placed.size() || !Beside(placed[i + k - 1], placed[i + k])) break;
      seats[i].right[k - 1] = placed[i + k].number;
    }
    for (std::size_t k = 1; k < kTogetherMax; ++k) {
      if (k > i || !Beside(placed[i - k], placed[i - k + 1])) break;
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

bool AllAvailable(const Pick& pick, const SeatSet& available) {
  return std::all_of(pick.seats.begin(),
                     pick.seats.begin() + static_cast<std::ptrdiff_t>(pick.count),
                     [&](std::uint32_t seat) { return seat != kNoSeat && available.Has(seat); });
}

}  // namespace

std::expected<Chart, std::string> ReadChart(std::string_view json) {
  ForSale for_sale;
  std::string_view seats_json;
  const bool read = ForEachMember(json, [&](std::string_view key, std::string_view value) {
    if (key == "categories") for_sale = ReadCategories(value);
    if (key == "seats") seats_json = value;
  });
  std::vector<Placed> placed;
  Chart chart;
  bool sound = read;
  sound = ForEachElement(seats_json,
                         [&](std::string_view seat) {
                           const RawSeat raw = ReadRawSeat(seat);
                           const auto number = AsInteger(raw.number);
                           const auto x = AsInteger(raw.x);
                           const auto y = AsInteger(raw.y);
                           if (!number || *number < 1 || *number > kNumberMax || !x || !y) {
                             sound = false;
                             return;
                           }
                           const auto n = static_cast<std::uint32_t>(*number);
                           chart.number_max = std::max(chart.number_max, n);
                           const auto category = for_sale.find(raw.category);
                           if (category == for_sale.end() || !category->second) return;
                           placed.push_back({n, raw.section, raw.row, Badness(*x, *y)});
                         }) &&
          sound;
  if (!sound) return std::unexpected("the chart does not match the API");
  if (placed.empty()) return std::unexpected("no seat of the chart is for sale");

  std::sort(placed.begin(), placed.end(),
            [](const Placed& a, const Placed& b) { return a.number < b.number; });
  const std::vector<ChartSeat> by_number = WithNeighbours(placed);
  std::vector<std::size_t> order(placed.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&placed](std::size_t a, std::size_t b) {
    return placed[a].badness < placed[b].badness;
  });
  chart.seats.reserve(order.size());
  for (const std::size_t i : order) chart.seats.push_back(by_number[i]);
  return chart;
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
