#include "http/pages/chart_content.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "base/decimal.h"
#include "http/json/json_writer.h"
#include "http/pages/outline.h"

namespace onsale::http {
namespace {

using domain::ChartSeat;
using domain::SeatAccess;
using SeatSpan = std::span<const ChartSeat>;
using Integers = std::vector<std::int64_t>;

constexpr std::int64_t kFormat = 1;
// The straight pieces of a row are looked for in so many seats at a time, since that takes the
// square of their number.
constexpr std::size_t kStraightMax = 500;

// A catalogue's positions are within 200,000; rows that were damaged must not overflow.
PlanPoint SpotOf(const ChartSeat& seat) {
  constexpr std::int64_t kFar = 1'000'000'000;
  return {std::clamp(seat.x_cm, -kFar, kFar), std::clamp(seat.y_cm, -kFar, kFar)};
}

// The place of seat `i` of 0 to `last` on a straight piece whose ends are `distance` apart, as
// docs/seat-maps.md defines it. Requires: last > 0.
std::int64_t Between(std::int64_t distance, std::int64_t i, std::int64_t last) {
  const std::int64_t doubled = 2 * distance * i + last;
  const std::int64_t floor = doubled / (2 * last);
  return doubled % (2 * last) < 0 ? floor - 1 : floor;
}

bool IsStraight(SeatSpan seats) {
  constexpr std::int64_t kTolerance = 1;
  const PlanPoint from = SpotOf(seats.front());
  const PlanPoint to = SpotOf(seats.back());
  const auto last = static_cast<std::int64_t>(seats.size()) - 1;
  for (std::int64_t i = 1; i < last; ++i) {
    const PlanPoint spot = SpotOf(seats[static_cast<std::size_t>(i)]);
    const std::int64_t x = from.x + Between(to.x - from.x, i, last);
    const std::int64_t y = from.y + Between(to.y - from.y, i, last);
    if (std::abs(x - spot.x) > kTolerance || std::abs(y - spot.y) > kTolerance) return false;
  }
  return true;
}

// How many of the row's first seats make a straight piece.
std::size_t StraightStart(SeatSpan row) {
  const std::size_t most = std::min(row.size(), kStraightMax);
  if (IsStraight(row.first(most))) return most;  // as most rows
  std::size_t count = 1;
  while (count < most && IsStraight(row.first(count + 1))) ++count;
  return count;
}

// The member `positions`.
struct PositionColumns {
  Integers seats;
  Integers x;
  Integers y;
  Integers dx;
  Integers dy;
  Integers steps;
  PlanPoint before = {};  // the first seat of the piece before

  void AddRow(SeatSpan row) {
    std::vector<SeatSpan> pieces;
    for (SeatSpan rest = row; !rest.empty(); rest = rest.subspan(pieces.back().size())) {
      pieces.push_back(rest.first(StraightStart(rest)));
    }
    // Takes what needs fewer numbers: five for each straight piece, or three and two a step.
    if (pieces.size() > 1 && 5 * pieces.size() > 3 + 2 * (row.size() - 1)) return AddSteps(row);
    for (const SeatSpan piece : pieces) {
      AddStart(piece, static_cast<std::int64_t>(piece.size()));
      dx.push_back(SpotOf(piece.back()).x - before.x);
      dy.push_back(SpotOf(piece.back()).y - before.y);
    }
  }
  void AddStart(SeatSpan piece, std::int64_t count) {
    const PlanPoint spot = SpotOf(piece.front());
    seats.push_back(count);
    x.push_back(spot.x - before.x);
    y.push_back(spot.y - before.y);
    before = spot;
  }
  void AddSteps(SeatSpan row) {
    AddStart(row, -static_cast<std::int64_t>(row.size()));
    for (std::size_t i = 1; i < row.size(); ++i) {
      steps.push_back(SpotOf(row[i]).x - SpotOf(row[i - 1]).x);
      steps.push_back(SpotOf(row[i]).y - SpotOf(row[i - 1]).y);
    }
  }
};

// The number at the end of a label that consists of section, row and number; nothing for another
// label.
std::optional<std::int64_t> NumberOnTicket(const ChartSeat& seat) {
  std::string_view rest = seat.label;
  for (const std::string_view part : {std::string_view(seat.section), std::string_view(seat.row)}) {
    if (!rest.starts_with(part)) return std::nullopt;
    rest.remove_prefix(part.size());
    if (!rest.starts_with('-')) return std::nullopt;
    rest.remove_prefix(1);
  }
  constexpr std::size_t kDigitsMax = 9;
  const bool is_canonical = rest == "0" || !rest.starts_with('0');
  if (rest.size() > kDigitsMax || !is_canonical) return std::nullopt;
  return base::ParseDecimal<std::uint32_t>(rest);
}

// The member `tickets`.
struct TicketColumns {
  Integers seats;
  Integers first;
  Integers step;
  std::vector<std::string_view> texts;

  void AddRow(SeatSpan row) {
    for (std::size_t at = 0; at < row.size();) at = AddPiece(row, at);
  }
  // Adds the piece that begins at this seat of the row; returns where the next one begins.
  std::size_t AddPiece(SeatSpan row, std::size_t at) {
    std::size_t end = at + 1;
    const auto number_at = [&row](std::size_t i) {
      return i < row.size() ? NumberOnTicket(row[i]) : std::nullopt;
    };
    const auto number = number_at(at);
    if (!number) {
      while (end < row.size() && !number_at(end)) ++end;
      seats.push_back(-static_cast<std::int64_t>(end - at));
      for (const ChartSeat& seat : row.subspan(at, end - at)) texts.push_back(seat.label);
      return end;
    }
    const auto second = number_at(end);
    const std::int64_t by = second ? *second - *number : 1;
    for (std::int64_t wanted = *number + by; number_at(end) == wanted; wanted += by) ++end;
    seats.push_back(static_cast<std::int64_t>(end - at));
    first.push_back(*number);
    step.push_back(by);
    return end;
  }
};

// A list of `index, count` of the seats for which `is` holds.
template <class Is>
Integers PiecesOf(SeatSpan seats, Is&& is) {
  Integers out;
  for (std::size_t i = 0; i < seats.size(); ++i) {
    if (!is(seats[i])) continue;
    if (i > 0 && is(seats[i - 1])) {
      ++out.back();
    } else {
      out.insert(out.end(), {static_cast<std::int64_t>(i), 1});
    }
  }
  return out;
}

// A list of `index, count, rank` of the seats whose rank is not the default.
Integers RanksOf(SeatSpan seats) {
  Integers out;
  for (std::size_t i = 0; i < seats.size(); ++i) {
    const std::int64_t rank = seats[i].rank;
    if (rank == domain::kRowRankDefault) continue;
    if (i > 0 && seats[i - 1].rank == rank) {
      ++out[out.size() - 2];
    } else {
      out.insert(out.end(), {static_cast<std::int64_t>(i), 1, rank});
    }
  }
  return out;
}

// A list of the indexes of each wheelchair place and its companion seat.
Integers PairsOf(SeatSpan seats) {
  Integers out;
  for (std::size_t i = 0; i < seats.size(); ++i) {
    const ChartSeat& seat = seats[i];
    if (seat.access != SeatAccess::kWheelchair || seat.pair.value == 0) continue;
    const auto other = std::ranges::lower_bound(seats, seat.pair, {}, &ChartSeat::number);
    if (other == seats.end() || other->number != seat.pair) continue;
    out.insert(out.end(), {static_cast<std::int64_t>(i), other - seats.begin()});
  }
  return out;
}

Integers NumbersOf(SeatSpan seats) {
  Integers out;
  for (const ChartSeat& seat : seats) {
    const std::int64_t number = seat.number.value;
    if (!out.empty() && out[out.size() - 2] + out.back() == number) {
      ++out.back();
    } else {
      out.insert(out.end(), {number, 1});
    }
  }
  return out;
}

void WriteIntegers(JsonWriter& json, std::string_view name, const Integers& values) {
  json.Key(name).BeginArray();
  for (const std::int64_t value : values) json.Integer(value);
  json.EndArray();
}

void WriteTexts(JsonWriter& json, std::string_view name,
                const std::vector<std::string_view>& texts) {
  json.Key(name).BeginArray();
  for (const std::string_view text : texts) json.String(text);
  json.EndArray();
}

// The sizes of the section's rows: of seats that follow each other with the same row label.
std::vector<SeatSpan> RowsOf(SeatSpan section) {
  std::vector<SeatSpan> rows;
  for (SeatSpan rest = section; !rest.empty(); rest = rest.subspan(rows.back().size())) {
    const auto end = std::ranges::find_if(
        rest, [&](const ChartSeat& seat) { return seat.row != rest.front().row; });
    rows.push_back(rest.first(static_cast<std::size_t>(end - rest.begin())));
  }
  return rows;
}

void WriteSection(JsonWriter& json, const ChartSection& section, SeatSpan seats,
                  std::size_t row_count) {
  std::vector<PlanPoint> points;
  for (const ChartSeat& seat : seats) points.push_back(SpotOf(seat));
  Integers outline;
  for (const PlanPoint point : OutlineOf(std::move(points))) {
    outline.insert(outline.end(), {point.x, point.y});
  }
  json.BeginObject();
  json.Key("section").String(section.name);
  json.Key("category").Integer(static_cast<std::int64_t>(section.category));
  json.Key("rows").Integer(static_cast<std::int64_t>(row_count));
  json.Key("seats").Integer(static_cast<std::int64_t>(section.seats));
  WriteIntegers(json, "outline", outline);
  json.EndObject();
}

// Writes `bounds` and `stageWidthCm`.
void WriteExtent(JsonWriter& json, SeatSpan seats) {
  constexpr std::int64_t kStageShare = 3;
  constexpr std::int64_t kStageMin = 100;
  Integers bounds(4, 0);
  for (const ChartSeat& seat : seats) {
    const PlanPoint spot = SpotOf(seat);
    if (&seat == &seats.front()) bounds = {spot.x, spot.y, spot.x, spot.y};
    bounds = {std::min(bounds[0], spot.x), std::min(bounds[1], spot.y), std::max(bounds[2], spot.x),
              std::max(bounds[3], spot.y)};
  }
  WriteIntegers(json, "bounds", bounds);
  json.Key("stageWidthCm");
  json.Integer(std::max(kStageMin, (bounds[2] - bounds[0]) / kStageShare));
}

void WriteContentCategories(JsonWriter& json, std::span<const domain::Category> categories) {
  json.Key("categories").BeginArray();
  for (const domain::Category& category : categories) {
    json.BeginObject();
    json.Key("categoryId").String(category.slug);
    json.Key("name").String(category.name);
    json.Key("color").String(category.color);
    json.EndObject();
  }
  json.EndArray();
}

// Writes all that says where seats are and what is printed on tickets.
void WriteColumns(JsonWriter& json, SeatSpan seats, const std::vector<SeatSpan>& rows) {
  std::vector<std::string_view> labels;
  Integers sizes;
  PositionColumns positions;
  TicketColumns tickets;
  for (const SeatSpan row : rows) {
    labels.push_back(row.front().row);
    sizes.push_back(static_cast<std::int64_t>(row.size()));
    positions.AddRow(row);
    tickets.AddRow(row);
  }
  json.Key("rows").BeginObject();
  WriteTexts(json, "labels", labels);
  WriteIntegers(json, "seats", sizes);
  json.EndObject();
  WriteIntegers(json, "numbers", NumbersOf(seats));
  json.Key("positions").BeginObject();
  WriteIntegers(json, "seats", positions.seats);
  WriteIntegers(json, "x", positions.x);
  WriteIntegers(json, "y", positions.y);
  WriteIntegers(json, "dx", positions.dx);
  WriteIntegers(json, "dy", positions.dy);
  WriteIntegers(json, "steps", positions.steps);
  json.EndObject();
  json.Key("tickets").BeginObject();
  WriteIntegers(json, "seats", tickets.seats);
  WriteIntegers(json, "first", tickets.first);
  WriteIntegers(json, "step", tickets.step);
  WriteTexts(json, "texts", tickets.texts);
  json.EndObject();
}

void WriteAccess(JsonWriter& json, SeatSpan seats) {
  constexpr std::array<std::pair<SeatAccess, std::string_view>, 3> kKinds = {
      {{SeatAccess::kWheelchair, "wheelchair"},
       {SeatAccess::kCompanion, "companion"},
       {SeatAccess::kStepFree, "step-free"}}};
  json.Key("access").BeginObject();
  for (const auto& [kind, name] : kKinds) {
    const Integers pieces =
        PiecesOf(seats, [kind](const ChartSeat& seat) { return seat.access == kind; });
    if (!pieces.empty()) WriteIntegers(json, name, pieces);
  }
  json.EndObject();
  WriteIntegers(json, "pairs", PairsOf(seats));
  WriteIntegers(json, "ranks", RanksOf(seats));
}

}  // namespace

std::vector<ChartSection> SectionsOf(const domain::Catalog& catalog, domain::ChartId chart) {
  const SeatSpan seats = catalog.SeatsOf(chart);
  const auto categories = catalog.CategoriesOf(chart);
  std::vector<ChartSection> sections;
  for (std::size_t i = 0; i < seats.size(); ++i) {
    if (i > 0 && seats[i].section == seats[i - 1].section &&
        seats[i].category == seats[i - 1].category) {
      ++sections.back().seats;
      continue;
    }
    const auto category = std::ranges::find(categories, seats[i].category, &domain::Category::slug);
    sections.push_back({.first = i,
                        .seats = 1,
                        .category = static_cast<std::size_t>(category - categories.begin()),
                        .name = seats[i].section});
  }
  return sections;
}

std::string ChartContent(const domain::Catalog& catalog, const domain::Chart& chart,
                         std::span<const ChartSection> sections) {
  const SeatSpan seats = catalog.SeatsOf(chart.id);
  std::string out;
  JsonWriter json(out);
  json.BeginObject();
  json.Key("format").Integer(kFormat);
  json.Key("chartId").String(chart.slug);
  json.Key("name").String(chart.name);
  json.Key("seats").Integer(static_cast<std::int64_t>(seats.size()));
  WriteExtent(json, seats);
  WriteContentCategories(json, catalog.CategoriesOf(chart.id));
  std::vector<SeatSpan> rows;
  json.Key("sections").BeginArray();
  for (const ChartSection& section : sections) {
    const SeatSpan of_section = seats.subspan(section.first, section.seats);
    const std::vector<SeatSpan> fresh = RowsOf(of_section);
    WriteSection(json, section, of_section, fresh.size());
    rows.insert(rows.end(), fresh.begin(), fresh.end());
  }
  json.EndArray();
  WriteColumns(json, seats, rows);
  WriteAccess(json, seats);
  json.EndObject();
  return out;
}

}  // namespace onsale::http
