#include "domain/small_hall_testing.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace onsale::domain {
namespace {

constexpr ChartId kChart{1};
constexpr ShowId kShow{1};

std::vector<std::size_t> Both(std::vector<std::size_t> a, const std::vector<std::size_t>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

}  // namespace

SmallHall HallMaker::Hall() {
  SmallHall hall;
  hall.rows.concerts = {{.id = {1}, .slug = "solo", .room = kMainRoom}};
  hall.rows.charts = {{.id = kChart, .slug = "hall"}};
  hall.rows.shows = {{.id = kShow, .slug = "solo-1", .concert = {1}, .chart = kChart}};
  for (int i = 0; i < 3; ++i) {
    const std::string slug(1, static_cast<char>('a' + i));
    hall.rows.categories.push_back({.chart = kChart, .slug = slug, .rank = i});
    if (!OneIn(8)) hall.rows.prices.push_back({.show = kShow, .category = slug, .amount = {1}});
  }
  const int sections = 1 + Below(3);
  for (int i = 0; i < sections; ++i) AddSection(hall, i);
  const int empty = 1 + Below(9);
  for (std::size_t i = 0; i < hall.rows.seats.size(); ++i) {
    hall.available.push_back(Below(10) < empty);
  }
  return hall;
}

void HallMaker::AddSection(SmallHall& hall, int index) {
  const int spacing = 40 + 10 * Below(3);
  const int depth = OneIn(4) ? 400 : 90;
  const int left = 200 * (Below(7) - 3);
  const int front = 150 * (Below(6) - 1);
  // Two sections in seven have seats of two categories.
  const bool mixed = OneIn(4);
  const std::string category(1, static_cast<char>('a' + Below(3)));
  const int rows = 1 + Below(4);
  for (int row = 0; row < rows; ++row) {
    const std::size_t first = hall.rows.seats.size();
    const std::int64_t rank = OneIn(5) ? 1 + Below(200) : kRowRankDefault;
    const int seats = 1 + Below(9);
    int across = left - spacing * seats / 2;
    for (int i = 0; i < seats; ++i) {
      across += OneIn(6) ? 2 * spacing : OneIn(6) ? 3 * spacing / 2 : spacing;
      const std::uint32_t last = hall.rows.seats.empty() ? 0 : hall.rows.seats.back().number.value;
      hall.rows.seats.push_back({.chart = kChart,
                                 .number = {last + (OneIn(20) ? 2 : 1)},
                                 .section = "s" + std::to_string(index),
                                 .row = std::to_string(row),
                                 .category = mixed && OneIn(3) ? "b" : category,
                                 .x_cm = across,
                                 .y_cm = front + row * depth,
                                 .access = OneIn(12) ? SeatAccess::kStepFree : SeatAccess::kNone,
                                 .rank = rank});
    }
    if (row % 3 == 2) NumberFromTheMiddle(hall, first);
    AddPairs(hall, first);
  }
}

// Gives the seats from `first` on numbers of which the odd and the even ones are on different sides
// of the middle.
void HallMaker::NumberFromTheMiddle(SmallHall& hall, std::size_t first) {
  std::vector<std::int64_t> across;
  for (std::size_t i = first; i < hall.rows.seats.size(); ++i) {
    across.push_back(hall.rows.seats[i].x_cm);
  }
  const std::size_t middle = (across.size() - 1) / 2;
  for (std::size_t i = 0; i < across.size(); ++i) {
    const std::size_t at = i % 2 == 0 ? middle - i / 2 : middle + (i + 1) / 2;
    hall.rows.seats[first + i].x_cm = across[at];
  }
}

void HallMaker::AddPairs(SmallHall& hall, std::size_t first) {
  for (std::size_t i = first; i < hall.rows.seats.size(); ++i) {
    if (!OneIn(10)) continue;
    ChartSeat& place = hall.rows.seats[i];
    place.access = SeatAccess::kWheelchair;
    if (i + 1 == hall.rows.seats.size() || OneIn(3)) continue;
    ChartSeat& companion = hall.rows.seats[++i];
    companion.access = SeatAccess::kCompanion;
    companion.pair = place.number;
    place.pair = companion.number;
  }
}

BestSeats HallMaker::Wanted(const SmallHall& hall) {
  BestSeats wanted{.count = 1 + Below(OneIn(5) ? 12 : 5)};
  if (OneIn(3)) wanted.category = std::string(1, static_cast<char>('a' + Below(3)));
  if (OneIn(3)) {
    const auto any = static_cast<std::size_t>(Below(static_cast<int>(hall.rows.seats.size())));
    wanted.section = hall.rows.seats[any].section;
  }
  wanted.together = static_cast<Together>(1 + Below(3));
  wanted.accessible = OneIn(5);
  return wanted;
}

HallOracle::HallOracle(const SmallHall& hall) : hall_(hall) {
  std::set<std::string> priced;
  for (const Price& price : hall.rows.prices) priced.insert(price.category);
  std::map<std::tuple<std::string, std::string, std::string>, Row> rows;
  for (std::size_t i = 0; i < hall.rows.seats.size(); ++i) {
    const ChartSeat& seat = At(i);
    free_.push_back(hall.available[i] && priced.contains(seat.category));
    Row& row = rows[{seat.section, seat.category, seat.row}];
    if (row.seats.empty()) {
      row = {.section = seat.section,
             .category = seat.category,
             .seats = {},
             .line = {},
             .rank = seat.rank,
             .cost = CostOf(i)};
    }
    row.seats.push_back(i);
    row.cost = std::min(row.cost, CostOf(i));
  }
  for (auto& [key, row] : rows) {
    row.line = LineOf(row.seats);
    rows_.push_back(row);
  }
  std::ranges::sort(
      rows_, {}, [](const Row& row) { return std::tuple(row.rank, row.cost, row.seats.front()); });
}

std::int64_t HallOracle::CostOf(std::size_t seat) const {
  const std::int64_t x = At(seat).x_cm;
  const std::int64_t y = At(seat).y_cm;
  std::int64_t root = 0;
  while ((root + 1) * (root + 1) <= x * x + y * y) ++root;
  return root + (x < 0 ? -x : x) + (y < 0 ? 2 * -y : 0);
}

std::int64_t HallOracle::CostOf(const Seats& seats) const {
  std::int64_t sum = 0;
  for (const std::size_t seat : seats) sum += CostOf(seat);
  return sum;
}

std::int64_t HallOracle::Distance(std::size_t a, std::size_t b) const {
  const std::int64_t x = At(a).x_cm - At(b).x_cm;
  const std::int64_t y = At(a).y_cm - At(b).y_cm;
  return x * x + y * y;
}

bool HallOracle::IsOrdinary(std::size_t seat) const {
  return At(seat).access == SeatAccess::kNone || At(seat).access == SeatAccess::kStepFree;
}

const HallOracle::Row& HallOracle::RowOf(std::size_t seat) const {
  return *std::ranges::find_if(rows_, [seat](const Row& row) {
    return std::ranges::find(row.seats, seat) != row.seats.end();
  });
}

// Whether `b` follows `a` in its row, at most one and a half times the spacing of the section away.
bool HallOracle::AreNeighbours(std::size_t a, std::size_t b) const {
  const Row& own = RowOf(a);
  const auto at = std::ranges::find(own.line, a);
  if (at + 1 == own.line.end() || *(at + 1) != b) return false;
  std::int64_t spacing = INT64_MAX;
  for (const Row& row : rows_) {
    if (row.section != own.section || row.category != own.category) continue;
    for (std::size_t i = 1; i < row.line.size(); ++i) {
      spacing = std::min(spacing, Distance(row.line[i - 1], row.line[i]));
    }
  }
  return 4 * Distance(a, b) <= 9 * spacing;
}

// The seats of a row along the line between its ends, if that is a shorter way than the numbers.
HallOracle::Seats HallOracle::LineOf(const Seats& row) const {
  const auto farthest = [&](std::size_t from) {
    std::size_t found = row.front();
    for (const std::size_t seat : row) {
      if (Distance(from, seat) > Distance(from, found)) found = seat;
    }
    return found;
  };
  const auto way = [&](const Seats& line) {
    std::int64_t sum = 0;
    for (std::size_t i = 1; i < line.size(); ++i) {
      const std::int64_t square = Distance(line[i - 1], line[i]);
      std::int64_t root = 0;
      while ((root + 1) * (root + 1) <= square) ++root;
      sum += root;
    }
    return sum;
  };
  const std::size_t one = farthest(row.front());
  const std::size_t other = farthest(one);
  const ChartSeat& from = At(std::min(one, other));
  const ChartSeat& to = At(std::max(one, other));
  Seats line = row;
  std::ranges::sort(line, {}, [&](std::size_t seat) {
    const std::int64_t along = (At(seat).x_cm - from.x_cm) * (to.x_cm - from.x_cm) +
                               (At(seat).y_cm - from.y_cm) * (to.y_cm - from.y_cm);
    return std::pair(along, seat);
  });
  return way(line) < way(row) ? line : row;
}

HallOracle::Seats HallOracle::NeighboursOf(std::size_t seat) const {
  Seats beside;
  for (const std::size_t other : RowOf(seat).seats) {
    if (AreNeighbours(seat, other) || AreNeighbours(other, seat)) beside.push_back(other);
  }
  return beside;
}

HallOracle::Seats HallOracle::Left(const Seats& taken, const Free& free) const {
  const auto before = [&](std::size_t seat) { return IsOrdinary(seat) && free[seat]; };
  const auto after = [&](std::size_t seat) {
    return before(seat) && std::ranges::find(taken, seat) == taken.end();
  };
  Seats singles;
  for (std::size_t seat = 0; seat < free.size(); ++seat) {
    const Seats beside = NeighboursOf(seat);
    if (after(seat) && std::ranges::none_of(beside, after) && std::ranges::any_of(beside, before)) {
      singles.push_back(seat);
    }
  }
  return singles;
}

bool HallOracle::IsClean(const Seats& window, const Free& free) const {
  return Left(window, free).empty();
}

bool HallOracle::Matches(const Row& row, const Filter& filter) const {
  return (filter.category.empty() || filter.category == row.category) &&
         (filter.section.empty() || filter.section == row.section);
}

std::vector<HallOracle::Seats> HallOracle::Windows(const Row& row, std::size_t count,
                                                   const Free& free) const {
  std::vector<Seats> windows;
  for (std::size_t from = 0; from + count <= row.line.size(); ++from) {
    Seats window;
    for (std::size_t i = from; i < from + count; ++i) {
      const std::size_t seat = row.line[i];
      const bool beside = window.empty() || AreNeighbours(window.back(), seat);
      if (free[seat] && IsOrdinary(seat) && beside) window.push_back(seat);
    }
    if (window.size() == count) windows.push_back(window);
  }
  return windows;
}

HallOracle::Seats HallOracle::BestOf(std::vector<Seats> windows) const {
  std::ranges::stable_sort(windows, {}, [this](const Seats& window) { return CostOf(window); });
  return windows.empty() ? Seats{} : windows.front();
}

HallOracle::Seats HallOracle::InRow(const Filter& filter, std::size_t count, OrphanPolicy orphans,
                                    const Free& free) const {
  for (const Row& row : rows_) {
    const auto windows = Windows(row, count, free);
    if (!Matches(row, filter) || windows.empty()) continue;
    for (const Row& other : rows_) {
      if (orphans == OrphanPolicy::kAllow) break;
      if (!Matches(other, filter) || other.category != row.category) continue;
      auto clean = Windows(other, count, free);
      std::erase_if(clean, [&](const Seats& window) { return !IsClean(window, free); });
      if (!clean.empty()) return BestOf(clean);
    }
    return BestOf(windows);
  }
  return {};
}

HallOracle::Seats HallOracle::InBlock(const Filter& filter, std::size_t count,
                                      const Free& free) const {
  const auto middle = [](const Seats& seats) { return seats[(seats.size() - 1) / 2]; };
  for (const Row& row : rows_) {
    if (!Matches(row, filter)) continue;
    const Row* behind = nullptr;  // the next in order of number in the section
    for (const Row& other : rows_) {
      const bool later = other.section == row.section && other.category == row.category &&
                         other.seats.front() > row.seats.front();
      const bool nearer = behind == nullptr || other.seats.front() < behind->seats.front();
      if (later && nearer) behind = &other;
    }
    if (behind == nullptr) continue;
    for (const std::size_t part : {count - count / 2, count / 2}) {
      const Seats first = BestOf(Windows(row, part, free));
      if (first.empty()) continue;
      auto second = Windows(*behind, count - part, free);
      std::erase_if(second, [&](const Seats& window) {
        return Distance(middle(first), middle(window)) > 300 * 300;
      });
      if (!second.empty()) return Both(first, BestOf(second));
    }
  }
  return {};
}

HallOracle::Seats HallOracle::Anywhere(const Filter& filter, std::size_t count,
                                       OrphanPolicy orphans, Free free) const {
  Seats all;
  while (all.size() < count) {
    Seats part;
    for (std::size_t size = count - all.size(); size > 0 && part.empty(); --size) {
      part = InRow(filter, size, orphans, free);
    }
    if (part.empty()) return {};
    for (const std::size_t seat : part) free[seat] = false;
    all = Both(all, part);
  }
  return all;
}

HallOracle::Chosen HallOracle::Accessible(const BestSeats& wanted, OrphanPolicy orphans) const {
  const Filter filter{wanted.category, wanted.section};
  Seats places;
  for (std::size_t i = 0; i < free_.size(); ++i) {
    const bool there = At(i).access == SeatAccess::kWheelchair && Matches(RowOf(i), filter);
    if (there && free_[i]) places.push_back(i);
  }
  std::ranges::sort(places, {}, [this](std::size_t seat) {
    return std::tuple(At(seat).rank, CostOf(seat), seat);
  });
  Chosen chosen;
  Seats pair;
  for (const std::size_t place : places) {
    const bool alone = At(place).pair == SeatNumber{};
    if (alone) {
      chosen.largest = std::max<std::int64_t>(chosen.largest, 1);
      if (wanted.count == 1 && chosen.seats.empty()) chosen.seats = Numbers({place});
      continue;
    }
    const std::size_t companion = Positions({At(place).pair}).front();
    if (!free_[companion]) continue;
    chosen.largest = 2;
    if (pair.empty()) pair = {place, companion};
  }
  if (wanted.count == 1 || pair.empty()) return chosen;
  const auto more = static_cast<std::size_t>(wanted.count - 2);
  if (more == 0) return {.seats = Numbers(pair)};
  Seats others = Anywhere({wanted.category, At(pair.front()).section}, more, orphans, free_);
  if (others.empty()) others = Anywhere(filter, more, orphans, free_);
  if (!others.empty()) chosen.seats = Numbers(Both(pair, others));
  return chosen;
}

HallOracle::Chosen HallOracle::Best(const BestSeats& wanted, OrphanPolicy orphans) const {
  if (wanted.accessible) return Accessible(wanted, orphans);
  const Filter filter{wanted.category, wanted.section};
  const auto count = static_cast<std::size_t>(wanted.count);
  Seats seats = InRow(filter, count, orphans, free_);
  if (seats.empty() && wanted.together == Together::kBlock && count > 1) {
    seats = InBlock(filter, count, free_);
  }
  if (seats.empty() && wanted.together == Together::kAny) {
    seats = Anywhere(filter, count, orphans, free_);
  }
  if (!seats.empty()) return {.seats = Numbers(seats)};
  Chosen none;
  for (std::size_t size = 1; size <= kSeatsPerHoldMax; ++size) {
    if (!InRow(filter, size, OrphanPolicy::kAllow, free_).empty()) {
      none.largest = static_cast<std::int64_t>(size);
    }
  }
  return none;
}

HallOracle::Seats HallOracle::NearestOf(const Seats& wanted, bool clean) const {
  const std::size_t near = wanted.front();
  const Row& own = RowOf(near);
  std::vector<const Row*> section;
  for (const Row& row : rows_) {
    if (row.section == own.section && row.category == own.category) section.push_back(&row);
  }
  std::vector<const Row*> by_number = section;
  std::ranges::sort(by_number, {}, [](const Row* row) { return row->seats.front(); });
  const auto at = std::ranges::find(by_number, &own) - by_number.begin();
  std::ranges::sort(section, {}, [&](const Row* row) {
    const auto away = std::ranges::find(by_number, row) - by_number.begin() - at;
    return std::pair(std::abs(away), away < 0);
  });
  const auto windows_of = [&](const Row& row) {
    auto windows = Windows(row, wanted.size(), free_);
    if (clean) std::erase_if(windows, [&](const Seats& one) { return !IsClean(one, free_); });
    return windows;
  };
  for (const Row* const row : section) {
    auto windows = windows_of(*row);
    std::ranges::stable_sort(windows, {}, [&](const Seats& window) {
      return Distance(window[(window.size() - 1) / 2], near);
    });
    if (!windows.empty()) return windows.front();
  }
  for (const Row& row : rows_) {
    if (row.category != own.category) continue;
    const auto windows = windows_of(row);
    if (!windows.empty()) return BestOf(windows);
  }
  return {};
}

std::vector<SeatNumber> HallOracle::Nearest(const std::vector<SeatNumber>& wanted,
                                            OrphanPolicy orphans, bool clean_only) const {
  const Seats seats = Positions(wanted);
  if (!std::ranges::all_of(seats, [this](std::size_t seat) { return IsOrdinary(seat); })) return {};
  Seats found;
  if (clean_only || orphans != OrphanPolicy::kAllow) found = NearestOf(seats, true);
  if (found.empty() && !clean_only) found = NearestOf(seats, false);
  return Numbers(found);
}

std::vector<SeatNumber> HallOracle::Singles(const std::vector<SeatNumber>& taken) const {
  return Numbers(Left(Positions(taken), free_));
}

std::vector<SeatNumber> HallOracle::Numbers(Seats seats) const {
  std::ranges::sort(seats);
  std::vector<SeatNumber> numbers;
  for (const std::size_t seat : seats) numbers.push_back(At(seat).number);
  return numbers;
}

HallOracle::Seats HallOracle::Positions(const std::vector<SeatNumber>& numbers) const {
  Seats seats;
  for (const SeatNumber number : numbers) {
    const auto at = std::ranges::find(hall_.rows.seats, number, &ChartSeat::number);
    seats.push_back(static_cast<std::size_t>(at - hall_.rows.seats.begin()));
  }
  return seats;
}

}  // namespace onsale::domain
