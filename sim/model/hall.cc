#include "sim/model/hall.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace onsale::sim {

using domain::BestSeats;
using domain::ChartSeat;
using domain::SeatAccess;
using domain::SeatNumber;
using domain::Together;

namespace {

// The documented limits: windows one behind the other are at most three metres apart, and a
// refusal names at most fifty seats.
constexpr std::int64_t kBehindMostCm = 300;
constexpr std::int64_t kTogetherMost = 50;

std::int64_t Square(std::int64_t number) {
  return number * number;
}

std::int64_t FloorOfRoot(std::int64_t number) {
  auto root = static_cast<std::int64_t>(std::sqrt(static_cast<double>(number)));
  while (Square(root) > number) --root;
  while (Square(root + 1) <= number) ++root;
  return root;
}

Hall::Flags Without(Hall::Flags free, const Hall::Window& taken) {
  for (const Hall::Place place : taken) free[place] = false;
  return free;
}

Hall::Window Joined(Hall::Window one, const Hall::Window& other) {
  one.insert(one.end(), other.begin(), other.end());
  std::ranges::sort(one);
  return one;
}

Hall::Place MiddleOf(const Hall::Window& window) {
  return window[(window.size() - 1) / 2];
}

bool Fits(const std::string& wanted, const std::string& word) {
  return wanted.empty() || wanted == word;
}

}  // namespace

Hall::Hall(std::vector<ChartSeat> seats) : seats_(std::move(seats)) {
  std::map<std::tuple<std::string, std::string, std::string>, std::vector<Place>> places;
  for (Place place = 0; place < seats_.size(); ++place) {
    const ChartSeat& seat = seats_[place];
    place_of_[seat.number] = place;
    places[{seat.section, seat.category, seat.row}].push_back(place);
  }
  for (auto& [names, of_row] : places) {
    const ChartSeat& first = seats_[of_row.front()];
    Row& row = rows_.emplace_back();
    row.section = first.section;
    row.category = first.category;
    row.rank = first.rank;
    row.cost = CostOf(of_row.front());
    for (const Place place : of_row) row.cost = std::min(row.cost, CostOf(place));
    row.line = LineOf(of_row);
    row.places = std::move(of_row);
  }
  std::ranges::sort(rows_, {}, [](const Row& row) {
    return std::tuple(row.section, row.category, row.places.front());
  });
  row_of_.resize(seats_.size());
  for (RowNumber row = 0; row < rows_.size(); ++row) {
    for (const Place place : rows_[row].places) row_of_[place] = row;
  }
  FindNeighbours();
}

bool Hall::InOneSection(RowNumber a, RowNumber b) const {
  return rows_[a].section == rows_[b].section && rows_[a].category == rows_[b].category;
}

// The order of the row's seats: along the line between its ends, from the end with the smaller
// number; by number if that is no longer a way.
std::vector<Hall::Place> Hall::LineOf(const std::vector<Place>& places) const {
  const auto away_from = [this](Place from) {
    return [this, from](Place place) { return SquaredDistance(from, place); };
  };
  const Place one = *std::ranges::max_element(places, {}, away_from(places.front()));
  const Place other = *std::ranges::max_element(places, {}, away_from(one));
  const Place begin = std::min(one, other);
  const Place end = std::max(one, other);
  const std::int64_t across = seats_[end].x_cm - seats_[begin].x_cm;
  const std::int64_t back = seats_[end].y_cm - seats_[begin].y_cm;
  std::multimap<std::int64_t, Place> by_position;  // of equal keys the first inserted comes first
  for (const Place place : places) {
    by_position.emplace((seats_[place].x_cm - seats_[begin].x_cm) * across +
                            (seats_[place].y_cm - seats_[begin].y_cm) * back,
                        place);
  }
  std::vector<Place> line;
  for (const auto& [along, place] : by_position) line.push_back(place);
  return LengthOf(line) < LengthOf(places) ? line : places;
}

std::int64_t Hall::LengthOf(const std::vector<Place>& line) const {
  std::int64_t length = 0;
  for (std::size_t i = 1; i < line.size(); ++i) {
    length += FloorOfRoot(SquaredDistance(line[i - 1], line[i]));
  }
  return length;
}

// Seats of a row are neighbours if they are at most one and a half spacings of their section apart.
void Hall::FindNeighbours() {
  neighbours_.resize(seats_.size());
  std::map<std::pair<std::string, std::string>, std::int64_t> spacing;  // squared, by section
  for (const Row& row : rows_) {
    for (std::size_t i = 1; i < row.line.size(); ++i) {
      const std::int64_t apart = SquaredDistance(row.line[i - 1], row.line[i]);
      const auto [least, fresh] = spacing.try_emplace({row.section, row.category}, apart);
      least->second = std::min(least->second, apart);
    }
  }
  for (const Row& row : rows_) {
    for (std::size_t i = 1; i < row.line.size(); ++i) {
      const Place left = row.line[i - 1];
      const Place right = row.line[i];
      if (4 * SquaredDistance(left, right) > 9 * spacing.at({row.section, row.category})) continue;
      neighbours_[left].push_back(right);
      neighbours_[right].push_back(left);
    }
  }
}

std::int64_t Hall::CostOf(Place place) const {
  const std::int64_t x = seats_[place].x_cm;
  const std::int64_t y = seats_[place].y_cm;
  const std::int64_t behind_the_stage = y < 0 ? -2 * y : 0;
  return FloorOfRoot(Square(x) + Square(y)) + std::abs(x) + behind_the_stage;
}

std::int64_t Hall::SquaredDistance(Place a, Place b) const {
  return Square(seats_[a].x_cm - seats_[b].x_cm) + Square(seats_[a].y_cm - seats_[b].y_cm);
}

std::int64_t Hall::ValueOf(const Window& window) const {
  std::int64_t value = 0;
  for (const Place place : window) value += CostOf(place);
  return value;
}

Hall::Place Hall::At(SeatNumber number) const {
  return place_of_.at(number);
}

std::vector<SeatNumber> Hall::NumbersOf(const Window& window) const {
  std::vector<SeatNumber> numbers;
  for (const Place place : window) numbers.push_back(seats_[place].number);
  std::ranges::sort(numbers);
  return numbers;
}

bool Hall::IsAccessible(Place place) const {
  const SeatAccess access = seats_[place].access;
  return access == SeatAccess::kWheelchair || access == SeatAccess::kCompanion;
}

bool Hall::AreNeighbours(Place a, Place b) const {
  return std::ranges::find(neighbours_[a], b) != neighbours_[a].end();
}

bool Hall::HasNeighbour(Place place, const Flags& free) const {
  return std::ranges::any_of(neighbours_[place],
                             [&](Place other) { return free[other] && IsOrdinary(other); });
}

bool Hall::IsSingle(Place place, const Flags& free) const {
  return free[place] && IsOrdinary(place) && !HasNeighbour(place, free);
}

Hall::Window Hall::Singles(const Flags& before, const Flags& after) const {
  Window singles;
  for (Place place = 0; place < seats_.size(); ++place) {
    if (IsSingle(place, after) && HasNeighbour(place, before)) singles.push_back(place);
  }
  return singles;
}

std::int64_t Hall::FreeInRowOf(Place place, const Flags& free) const {
  return std::ranges::count_if(rows_[row_of_[place]].places,
                               [&](Place other) { return free[other] && IsOrdinary(other); });
}

std::vector<Hall::RowNumber> Hall::BestFirst(const Part& part) const {
  std::vector<RowNumber> numbers;
  for (RowNumber row = 0; row < rows_.size(); ++row) {
    const bool wanted =
        Fits(part.category, rows_[row].category) && Fits(part.section, rows_[row].section);
    if (wanted) numbers.push_back(row);
  }
  std::ranges::sort(numbers, {}, [this](RowNumber number) {
    const Row& row = rows_[number];
    return std::tuple(row.rank, row.cost, row.places.front());
  });
  return numbers;
}

std::vector<Hall::Window> Hall::WindowsOf(RowNumber row, std::size_t count,
                                          const Flags& free) const {
  const std::vector<Place>& places = rows_[row].line;
  std::vector<Window> windows;
  for (std::size_t first = 0; first + count <= places.size(); ++first) {
    Window window;
    for (std::size_t i = first; i < first + count; ++i) {
      const Place place = places[i];
      if (!free[place] || !IsOrdinary(place)) break;
      const bool joined = window.empty() || AreNeighbours(window.back(), place);
      if (!joined) break;
      window.push_back(place);
    }
    if (window.size() == count) windows.push_back(window);
  }
  return windows;
}

// A window is in one row, so only seats of that row can become single.
std::vector<Hall::Window> Hall::TidyOf(RowNumber row, std::size_t count, const Flags& free) const {
  std::vector<Window> windows = WindowsOf(row, count, free);
  std::erase_if(windows, [&](const Window& window) {
    const Flags after = Without(free, window);
    return std::ranges::any_of(rows_[row].places, [&](Place place) {
      return IsSingle(place, after) && HasNeighbour(place, free);
    });
  });
  return windows;
}

std::vector<Hall::Window> Hall::WindowsOf(RowNumber row, std::size_t count, Among among,
                                          const Flags& free) const {
  return among == Among::kTidy ? TidyOf(row, count, free) : WindowsOf(row, count, free);
}

std::optional<Hall::Window> Hall::Cheapest(const std::vector<Window>& windows) const {
  const auto best = std::ranges::min_element(
      windows, {}, [this](const Window& window) { return ValueOf(window); });
  return best == windows.end() ? std::nullopt : std::optional(*best);
}

std::optional<Hall::Window> Hall::InARow(const Part& part, std::size_t count, bool tidy,
                                         const Flags& free) const {
  const std::vector<RowNumber> rows = BestFirst(part);
  const auto first = std::ranges::find_if(
      rows, [&](RowNumber row) { return !WindowsOf(row, count, free).empty(); });
  if (first == rows.end()) return std::nullopt;
  for (const RowNumber row : rows) {
    if (!tidy || rows_[row].category != rows_[*first].category) continue;
    if (auto window = Cheapest(TidyOf(row, count, free))) return window;
  }
  return Cheapest(WindowsOf(*first, count, free));
}

std::optional<Hall::Window> Hall::OneBehindTheOther(RowNumber front, std::size_t in_front,
                                                    RowNumber behind, std::size_t others,
                                                    const Flags& free) const {
  const std::optional<Window> one = Cheapest(WindowsOf(front, in_front, free));
  if (!one) return std::nullopt;
  std::vector<Window> windows = WindowsOf(behind, others, free);
  std::erase_if(windows, [&](const Window& window) {
    return SquaredDistance(MiddleOf(*one), MiddleOf(window)) > Square(kBehindMostCm);
  });
  const std::optional<Window> other = Cheapest(windows);
  if (!other) return std::nullopt;
  return Joined(*one, *other);
}

std::optional<Hall::Window> Hall::InABlock(const Part& part, std::size_t count, bool tidy,
                                           const Flags& free) const {
  auto window = InARow(part, count, tidy, free);
  if (window || count == 1) return window;
  const std::size_t larger = (count + 1) / 2;
  for (const RowNumber row : BestFirst(part)) {
    const RowNumber next = row + 1;
    if (next == rows_.size() || !InOneSection(row, next)) continue;
    if (auto both = OneBehindTheOther(row, larger, next, count - larger, free)) return both;
    if (auto both = OneBehindTheOther(row, count - larger, next, larger, free)) return both;
  }
  return std::nullopt;
}

std::optional<Hall::Window> Hall::Anyhow(const Part& part, std::size_t count, bool tidy,
                                         Flags free) const {
  Window all;
  for (std::size_t most = count; all.size() < count;) {
    most = std::min(most, count - all.size());
    const auto window = most == 0 ? std::nullopt : InARow(part, most, tidy, free);
    if (window) {
      all = Joined(std::move(all), *window);
      free = Without(std::move(free), *window);
    } else if (most == 0) {
      return std::nullopt;
    } else {
      --most;  // the free seats only become fewer, so that a larger part is not found later
    }
  }
  return all;
}

std::vector<Hall::Place> Hall::WheelchairPlaces(const Part& part, bool with_companion,
                                                const Flags& free) const {
  std::vector<Place> found;
  for (Place place = 0; place < seats_.size(); ++place) {
    const ChartSeat& seat = seats_[place];
    if (seat.access != SeatAccess::kWheelchair || !free[place]) continue;
    if (!Fits(part.category, seat.category) || !Fits(part.section, seat.section)) continue;
    const bool has_companion = seat.pair != SeatNumber{};
    if (has_companion != with_companion) continue;
    if (!has_companion || free[At(seat.pair)]) found.push_back(place);
  }
  std::ranges::sort(found, {}, [this](Place place) {
    return std::tuple(seats_[place].rank, CostOf(place), place);
  });
  return found;
}

std::optional<Hall::Window> Hall::Accessible(const BestSeats& wanted, bool tidy, Flags free) const {
  const Part part{.category = wanted.category, .section = wanted.section};
  const bool with_companion = wanted.count > 1;
  const std::vector<Place> places = WheelchairPlaces(part, with_companion, free);
  if (places.empty()) return std::nullopt;
  const ChartSeat& seat = seats_[places.front()];
  Window taken = {places.front()};
  if (with_companion) taken = Joined(std::move(taken), {At(seat.pair)});
  const auto others = static_cast<std::size_t>(wanted.count) - taken.size();
  if (others == 0) return taken;
  free = Without(std::move(free), taken);
  const Part near{.category = wanted.category, .section = seat.section};
  auto rest = Anyhow(near, others, tidy, free);
  if (!rest) rest = Anyhow(part, others, tidy, free);
  if (!rest) return std::nullopt;
  return Joined(std::move(taken), *rest);
}

std::optional<Hall::Window> Hall::Best(const BestSeats& wanted, bool tidy,
                                       const Flags& free) const {
  if (wanted.accessible) return Accessible(wanted, tidy, free);
  const Part part{.category = wanted.category, .section = wanted.section};
  const auto count = static_cast<std::size_t>(wanted.count);
  switch (wanted.together) {
    case Together::kRow:
      return InARow(part, count, tidy, free);
    case Together::kBlock:
      return InABlock(part, count, tidy, free);
    case Together::kAny:
      return Anyhow(part, count, tidy, free);
  }
  return std::nullopt;
}

std::int64_t Hall::LargestTogether(const BestSeats& wanted, const Flags& free) const {
  const Part part{.category = wanted.category, .section = wanted.section};
  if (wanted.accessible) {
    if (!WheelchairPlaces(part, true, free).empty()) return 2;
    return WheelchairPlaces(part, false, free).empty() ? 0 : 1;
  }
  std::int64_t most = kTogetherMost;
  while (most > 0 && !InARow(part, static_cast<std::size_t>(most), false, free)) --most;
  return most;
}

std::optional<Hall::Window> Hall::Nearest(const Window& wanted, Among among,
                                          const Flags& free) const {
  if (std::ranges::any_of(wanted, [this](Place place) { return IsAccessible(place); })) {
    return std::nullopt;
  }
  const Place first = wanted.front();
  // The rows of the section from that of the first wanted seat on: the next one behind it, the next
  // one before it, and so on.
  std::vector<RowNumber> rows;
  for (RowNumber row = 0; row < rows_.size(); ++row) {
    if (InOneSection(row, row_of_[first])) rows.push_back(row);
  }
  std::ranges::sort(rows, {}, [from = row_of_[first]](RowNumber row) {
    return row >= from ? std::pair(row - from, 0) : std::pair(from - row, 1);
  });
  for (const RowNumber row : rows) {
    const std::vector<Window> windows = WindowsOf(row, wanted.size(), among, free);
    const auto nearest = std::ranges::min_element(windows, {}, [&](const Window& window) {
      return SquaredDistance(MiddleOf(window), first);
    });
    if (nearest != windows.end()) return *nearest;
  }
  for (const RowNumber row : BestFirst({.category = seats_[first].category, .section = {}})) {
    if (auto window = Cheapest(WindowsOf(row, wanted.size(), among, free))) return window;
  }
  return std::nullopt;
}

}  // namespace onsale::sim
