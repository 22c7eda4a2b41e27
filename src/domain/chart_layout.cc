#include "domain/chart_layout.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "domain/row_order.h"

namespace onsale::domain {
namespace {

// Farther than a catalogue can put a seat; squares of these distances fit into 64 bits.
constexpr std::int64_t kFarthest = 100'000'000;

std::int32_t Within(std::int64_t centimetres) {
  return static_cast<std::int32_t>(std::clamp(centimetres, -kFarthest, kFarthest));
}

// Two seats are side by side if their distance is at most one and a half times the smallest of
// their section.
bool AreSideBySide(std::int64_t squared_distance, std::int64_t squared_spacing) {
  return 4 * squared_distance <= 9 * squared_spacing;
}

}  // namespace

// A row while the layout is built.
struct ChartLayout::Line {
  std::uint32_t section = 0;
  std::vector<std::uint32_t> seats;  // positions, in order of number
  std::vector<std::uint32_t> order;  // the same, in the order in which they stand
  std::int64_t rank = 0;
  std::int64_t cost = INT64_MAX;  // the smallest of a seat
};

ChartLayout::ChartLayout(std::span<const ChartSeat> seats) {
  seats_.reserve(seats.size());
  for (const ChartSeat& seat : seats) {
    seats_.push_back({.number = seat.number,
                      .x = Within(seat.x_cm),
                      .y = Within(seat.y_cm),
                      .is_ordinary = seat.access != SeatAccess::kWheelchair &&
                                     seat.access != SeatAccess::kCompanion});
  }
  NameSections(seats);
  const std::vector<Line> lines = GatherRows(seats);
  PlaceRows(lines);
  ArrangeRows(lines);
  ListAccessible(seats);
}

std::int64_t ChartLayout::CostOfSeat(std::uint32_t seat) const {
  const std::int64_t x = seats_[seat].x;
  const std::int64_t y = seats_[seat].y;
  return DistanceOf({x, y}, {}) + std::abs(x) + (y < 0 ? -2 * y : 0);
}

std::int64_t ChartLayout::SquaredDistance(std::uint32_t seat, std::uint32_t other) const {
  const std::int64_t x = std::int64_t{seats_[seat].x} - seats_[other].x;
  const std::int64_t y = std::int64_t{seats_[seat].y} - seats_[other].y;
  return x * x + y * y;
}

std::uint32_t ChartLayout::Find(SeatNumber number) const {
  // The seat's position if the chart numbers its seats 1, 2, 3, ... without gaps.
  const std::uint32_t guess = number.value - 1;
  if (guess < seats_.size() && seats_[guess].number == number) return guess;
  const auto at = std::ranges::lower_bound(seats_, number, {}, &Seat::number);
  if (at == seats_.end() || at->number != number) return kNoSeat;
  return static_cast<std::uint32_t>(at - seats_.begin());
}

std::span<const ChartLayout::Section> ChartLayout::SectionsNamed(std::string_view name) const {
  const auto found = std::ranges::equal_range(
      sections_, name, {}, [](const Section& section) { return std::string_view(section.name); });
  return {found.begin(), found.end()};
}

void ChartLayout::NameSections(std::span<const ChartSeat> seats) {
  std::map<std::string_view, std::uint32_t> categories;
  std::map<std::pair<std::string_view, std::string_view>, std::uint32_t> sections;
  for (const ChartSeat& seat : seats) {
    categories.emplace(seat.category, 0);
    sections.emplace(std::pair(std::string_view(seat.section), std::string_view(seat.category)), 0);
  }
  for (auto& [slug, index] : categories) {
    index = static_cast<std::uint32_t>(categories_.size());
    categories_.push_back({.slug = std::string(slug), .rows = {}});
  }
  for (const auto& [section, index] : sections) {
    sections_.push_back({.name = std::string(section.first),
                         .category = categories.at(section.second),
                         .rows = {}});
  }
}

// Returns the rows, best first.
std::vector<ChartLayout::Line> ChartLayout::GatherRows(std::span<const ChartSeat> seats) {
  std::map<std::tuple<std::string_view, std::string_view, std::string_view>, std::uint32_t> index;
  std::vector<Line> lines;
  std::uint32_t last = 0;
  for (std::uint32_t at = 0; at < seats.size(); ++at) {
    const ChartSeat& seat = seats[at];
    const bool same = at > 0 && seat.row == seats[at - 1].row &&
                      seat.section == seats[at - 1].section &&
                      seat.category == seats[at - 1].category;
    if (!same) {
      last = index
                 .try_emplace({seat.section, seat.category, seat.row},
                              static_cast<std::uint32_t>(lines.size()))
                 .first->second;
    }
    if (last == lines.size()) lines.emplace_back().rank = seat.rank;
    lines[last].seats.push_back(at);
    lines[last].cost = std::min(lines[last].cost, CostOfSeat(at));
  }
  for (Line& line : lines) OrderSeats(line);
  // The keys of `index` are in the order of the sections.
  const ChartSeat* before = nullptr;
  std::uint32_t section = 0;
  for (const auto& [key, line] : index) {
    const ChartSeat& seat = seats[lines[line].seats.front()];
    const bool next =
        before != nullptr && (before->section != seat.section || before->category != seat.category);
    if (next) ++section;
    lines[line].section = section;
    before = &seat;
  }
  std::ranges::sort(lines, [](const Line& a, const Line& b) {
    return std::tuple(a.rank, a.cost, a.seats.front()) <
           std::tuple(b.rank, b.cost, b.seats.front());
  });
  return lines;
}

void ChartLayout::OrderSeats(Line& line) const {
  std::vector<SeatPoint> points;
  for (const std::uint32_t seat : line.seats) points.push_back({seats_[seat].x, seats_[seat].y});
  for (const std::uint32_t index : RowOrder(points)) line.order.push_back(line.seats[index]);
}

void ChartLayout::PlaceRows(const std::vector<Line>& lines) {
  std::vector<std::int64_t> spacings(sections_.size(), INT64_MAX / 16);
  for (const Line& line : lines) {
    for (std::size_t i = 1; i < line.order.size(); ++i) {
      spacings[line.section] =
          std::min(spacings[line.section], SquaredDistance(line.order[i - 1], line.order[i]));
    }
  }
  cost_before_.push_back(0);
  const auto add = [this](std::uint32_t seat) {
    seat_at_.push_back(seat);
    cost_before_.push_back(cost_before_.back() + (seat == kNoSeat ? 0 : CostOfSeat(seat)));
  };
  for (const Line& line : lines) {
    const std::uint32_t begin = places();
    for (std::size_t i = 0; i < line.order.size(); ++i) {
      const std::uint32_t seat = line.order[i];
      const bool parted =
          i > 0 && !AreSideBySide(SquaredDistance(line.order[i - 1], seat), spacings[line.section]);
      if (parted) add(kNoSeat);
      seats_[seat].place = places();
      seats_[seat].row = static_cast<std::uint32_t>(rows_.size());
      add(seat);
    }
    rows_.push_back({.places = {begin, places()},
                     .section = line.section,
                     .category = sections_[line.section].category});
    add(kNoSeat);
  }
}

void ChartLayout::ArrangeRows(const std::vector<Line>& lines) {
  const auto count = static_cast<std::uint32_t>(rows_.size());
  const auto arrange = [&](Arrangement by, auto key) {
    Arranged& arranged = arranged_[by];
    for (std::uint32_t row = 0; row < count; ++row) arranged.rows.push_back(row);
    std::ranges::sort(arranged.rows, {}, key);
    arranged.at.resize(count);
    for (std::uint32_t at = 0; at < count; ++at) arranged.at[arranged.rows[at]] = at;
  };
  arrange(kByCategory, [this](std::uint32_t row) { return std::pair(rows_[row].category, row); });
  arrange(kBySection, [this](std::uint32_t row) { return std::pair(rows_[row].section, row); });
  arrange(kByNumber, [&](std::uint32_t row) {
    return std::pair(rows_[row].section, lines[row].seats.front());
  });
  const auto extend = [](Range& range, std::uint32_t at) {
    if (range.end == 0) range.begin = at;
    range.end = at + 1;
  };
  for (std::uint32_t at = 0; at < count; ++at) {
    extend(categories_[rows_[RowAt(kByCategory, at)].category].rows, at);
    extend(sections_[rows_[RowAt(kBySection, at)].section].rows, at);
  }
}

void ChartLayout::ListAccessible(std::span<const ChartSeat> seats) {
  for (std::uint32_t at = 0; at < seats.size(); ++at) {
    if (seats[at].access != SeatAccess::kWheelchair) continue;
    accessible_.push_back({.seat = at, .companion = Find(seats[at].pair)});
  }
  std::ranges::sort(accessible_, {}, [&](const AccessiblePlace& place) {
    return std::tuple(seats[place.seat].rank, CostOfSeat(place.seat), place.seat);
  });
}

}  // namespace onsale::domain
