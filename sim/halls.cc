#include "sim/halls.h"

#include <algorithm>

namespace onsale::sim {

using domain::CatalogRows;
using domain::ChartSeat;
using domain::SeatAccess;
using domain::SeatNumber;

namespace {

// Places the seats of a hall one after the other, section by section and row by row.
class Usher {
 public:
  explicit Usher(std::uint64_t seed) : chance_(Mix(seed ^ 0x68616c6c)), flat_(chance_.OneIn(8)) {}

  // Gives the next seat everything but its chart, label and category.
  ChartSeat Next(SeatNumber number) {
    if (left_in_row_ == 0) NextRow();
    --left_in_row_;
    ChartSeat seat{.chart = {},
                   .number = number,
                   .section = kSections[section_],
                   .row = std::to_string(row_),
                   .rank = rank_};
    if (!flat_) {
      seat.x_cm = from_the_middle_ ? middle_ + turn_ * Aside() : x_;
      seat.y_cm = y_;
    }
    x_ += Step();
    GiveAccess(seat);
    return seat;
  }
  std::size_t section() const { return section_; }

 private:
  void NextRow() {
    if (rows_left_ == 0) NextSection();
    --rows_left_;
    ++row_;
    left_in_row_ = chance_.Of({1, 2, 3, 5, 6, 7, 8, 12, 16});
    from_the_middle_ = left_in_row_ == 7 || left_in_row_ == 12;
    // Most rows are centred, so that seats on both sides cost the same.
    x_ = middle_ - (left_in_row_ - 1) * spacing_ / 2;
    y_ += row_spacing_;
    rank_ = chance_.OneIn(4) ? chance_.Of({1, 50, 99, 101, 1000}) : domain::kRowRankDefault;
    turn_ = chance_.OneIn(6) ? -1 : 1;
    if (turn_ < 0) x_ = 2 * middle_ - x_;
    waits_for_companion_ = false;
  }
  void NextSection() {
    section_ = began_ ? section_ + 1 : 0;
    began_ = true;
    const bool last = section_ + 1 == std::size(kSections);
    rows_left_ = last ? 1'000 : chance_.In({1, 6});
    row_ = 0;
    middle_ = chance_.Of({0, 0, -450, 700});
    y_ = chance_.Of({100, 400, 1'000, -250, -900});
    spacing_ = chance_.Of({50, 50, 60, 20});
    row_spacing_ = chance_.Of({90, 90, 100, 150, 290, 400});
  }
  // Behind some seats there is an aisle or a pillar: of exactly one and a half spacings, a
  // centimetre more, or wider.
  std::int64_t Step() {
    const std::int64_t wide = spacing_ * 3 / 2;
    const std::int64_t step =
        chance_.OneIn(7) ? chance_.Of({wide, wide + 1, 2 * spacing_, 5 * spacing_}) : spacing_;
    return turn_ * step;
  }
  // How far the seat is from the middle of a row whose odd and even numbers are on different sides.
  std::int64_t Aside() const {
    const std::int64_t sign = left_in_row_ % 2 == 0 ? 1 : -1;
    return sign * (left_in_row_ + 1) / 2 * spacing_;
  }
  void GiveAccess(ChartSeat& seat) {
    if (waits_for_companion_) {
      waits_for_companion_ = false;
      seat.access = SeatAccess::kCompanion;
      seat.pair = last_;
    } else if (chance_.OneIn(12)) {
      seat.access = SeatAccess::kWheelchair;
      waits_for_companion_ = left_in_row_ > 0 && !chance_.OneIn(3);
    } else if (chance_.OneIn(10)) {
      seat.access = SeatAccess::kStepFree;
    }
    last_ = seat.number;
  }

  Chance chance_;
  const bool flat_;
  bool began_ = false;
  std::size_t section_ = 0;
  std::int64_t rows_left_ = 0;
  std::int64_t row_ = 0;
  std::int64_t left_in_row_ = 0;
  bool from_the_middle_ = false;  // the row's numbers run from its ends to its middle
  std::int64_t middle_ = 0;
  std::int64_t spacing_ = 0;
  std::int64_t row_spacing_ = 0;
  std::int64_t x_ = 0;
  std::int64_t y_ = 0;
  std::int64_t turn_ = 1;  // -1: the numbers of the row run to the left
  std::int64_t rank_ = 0;
  bool waits_for_companion_ = false;  // whether the next seat is the companion seat of `last_`
  SeatNumber last_;
};

// The next seat number after `last`: last + 1, or up to last + 3 in a chart with gaps.
SeatNumber SeatAt(Chance& chance, bool gaps, std::uint32_t last) {
  return {last + 1 + (gaps ? static_cast<std::uint32_t>(chance.Below(3)) : 0)};
}

ChartSeat* FindSeat(CatalogRows& rows, domain::ChartId chart, SeatNumber number) {
  const auto at = std::ranges::find_if(rows.seats, [&](const ChartSeat& seat) {
    return seat.chart == chart && seat.number == number;
  });
  return at == rows.seats.end() ? nullptr : &*at;
}

}  // namespace

const char* SecondCategory(std::uint32_t variant) {
  return variant % 3 == 2 ? "c" : "b";
}

void AddChart(const WorldPlan& plan, Chance& chance, std::uint32_t variant, CatalogRows& rows) {
  const domain::ChartId id{static_cast<std::uint32_t>(rows.charts.size() + 1)};
  rows.charts.push_back({.id = id,
                         .slug = "hall-" + std::to_string(id.value),
                         .name = "variant " + std::to_string(variant)});
  const std::int64_t rank = plan.ranks_reversed ? 1 : 0;
  rows.categories.push_back(
      {.chart = id, .slug = "a", .name = "A", .color = "#aa0000", .rank = rank});
  rows.categories.push_back({.chart = id,
                             .slug = SecondCategory(variant),
                             .name = "B",
                             .color = "#00aa00",
                             .rank = 1 - rank});
  const std::size_t before = rows.seats.size();
  Chance numbers(plan.seed);
  const bool gaps = numbers.OneIn(2);
  Usher usher(plan.seed);
  std::uint32_t last = 0;
  for (std::int64_t i = 0; i < plan.seats + 2; ++i) {
    last = SeatAt(numbers, gaps, last).value;
    ChartSeat seat = usher.Next({last});
    const bool extra = i >= plan.seats;
    // A chart must have at least one seat.
    const bool must = variant == 0 || (i + 1 == plan.seats && rows.seats.size() == before);
    const bool there = extra ? variant != 0 && chance.OneIn(2) : must || !chance.OneIn(40);
    if (!there) continue;
    const bool renamed = variant != 0 && chance.OneIn(100);
    seat.chart = id;
    seat.label = (renamed ? "x-" : "1-") + std::to_string(last);
    seat.category = (usher.section() + id.value) % 2 == 0 ? SecondCategory(variant) : "a";
    rows.seats.push_back(std::move(seat));
  }
  // A wheelchair place knows its companion seat once that has a number.
  for (std::size_t i = before; i < rows.seats.size(); ++i) {
    if (rows.seats[i].access != SeatAccess::kCompanion) continue;
    ChartSeat* const place = FindSeat(rows, id, rows.seats[i].pair);
    if (place != nullptr) place->pair = rows.seats[i].number;
  }
  MendPairs(rows);
}

void MendPairs(CatalogRows& rows) {
  const auto partner = [&rows](const ChartSeat& seat, SeatAccess access) {
    const ChartSeat* const other =
        seat.pair == SeatNumber{} ? nullptr : FindSeat(rows, seat.chart, seat.pair);
    return other != nullptr && other->access == access && other->pair == seat.number;
  };
  for (ChartSeat& seat : rows.seats) {
    const bool place = seat.access == SeatAccess::kWheelchair;
    const bool companion = seat.access == SeatAccess::kCompanion;
    const SeatAccess other = place ? SeatAccess::kCompanion : SeatAccess::kWheelchair;
    if ((place || companion) && partner(seat, other)) continue;
    seat.pair = {};
    if (companion) seat.access = SeatAccess::kNone;
  }
}

}  // namespace onsale::sim
