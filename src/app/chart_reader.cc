#include "app/chart_reader.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <set>
#include <utility>

#include "app/json_fields.h"

namespace onsale::app {
namespace {

using domain::Category;
using domain::ChartSeat;

constexpr std::size_t kNameLengthMax = 100;
constexpr IntegerRange kCategories{1, 32};
constexpr IntegerRange kSections{1, 1'000};
constexpr IntegerRange kRowBlocks{1, 500};
constexpr IntegerRange kLabels{1, 500};
constexpr IntegerRange kSeatsInRow{1, 500};
constexpr IntegerRange kNumbers{1, kSeatNumberMax};
constexpr IntegerRange kCoordinates{-100'000, 100'000};
constexpr IntegerRange kOffsets{-10'000, 10'000};
constexpr IntegerRange kDegrees{-180, 180};
constexpr IntegerRange kSpacings{20, 1'000};
constexpr std::int64_t kSeatSpacing = 50;
constexpr std::int64_t kRowSpacing = 90;

struct Point {
  std::int64_t x = 0;
  std::int64_t y = 0;
  auto operator<=>(const Point&) const = default;
};

// Where a section is in the hall and which way it faces.
struct SectionGeometry {
  Point origin;  // the middle of the section's first row
  std::int64_t facing = 0;
  std::int64_t seat_spacing = kSeatSpacing;
  std::int64_t row_spacing = kRowSpacing;

  // The point in the hall that is `across` centimetres to the right within its row and `back`
  // centimetres behind the section's first row.
  Point At(double across, double back) const {
    const double angle = static_cast<double>(facing) * std::numbers::pi / 180.0;
    const double x = across * std::cos(angle) - back * std::sin(angle);
    const double y = across * std::sin(angle) + back * std::cos(angle);
    return {origin.x + std::llround(x), origin.y + std::llround(y)};
  }
};

// Reads one chart of a catalogue file.
class ChartReading {
 public:
  explicit ChartReading(std::vector<JsonMistake>& mistakes) : mistakes_(mistakes) {}

  ChartPlan Read(const JsonValue& value, const std::string& path) {
    Fields fields(value, path, kChartMembers, mistakes_);
    plan_.chart.slug = fields.Slug("id");
    plan_.chart.name = fields.Text("name", kNameLengthMax);
    if (const auto* list = fields.Array("categories", kCategories, Presence::kRequired)) {
      ForEach(*list, fields.PathOf("categories"), &ChartReading::ReadCategory);
    }
    if (const auto* list = fields.Array("sections", kSections, Presence::kRequired)) {
      ForEach(*list, fields.PathOf("sections"), &ChartReading::ReadSection);
    }
    if (too_many_) {
      fields.Complain("sections", "hold more than " + std::to_string(kChartSeatsMax) +
                                      " seats in total; make the chart smaller");
    }
    CheckNumbers();
    std::ranges::sort(plan_.seats, {}, &ChartSeat::number);
    return std::move(plan_);
  }

 private:
  // The seat numbers that a section takes, and the position of its `firstNumber` in the file.
  struct Taken {
    std::int64_t first;
    std::int64_t last;
    JsonPosition at;
    std::string path;
    std::string section;
  };

  using Reader = void (ChartReading::*)(const JsonValue&, const std::string&);
  void ForEach(const JsonValue& list, const std::string& path, Reader reader) {
    for (std::size_t i = 0; i < list.items.size(); ++i) {
      (this->*reader)(list.items[i], path + '[' + std::to_string(i) + ']');
    }
  }

  void ReadCategory(const JsonValue& value, const std::string& path) {
    Fields fields(value, path, kCategoryMembers, mistakes_);
    Category category;
    category.slug = fields.Slug("id");
    category.name = fields.Text("name", kNameLengthMax);
    category.color = fields.Color("color");
    category.rank = static_cast<std::int64_t>(plan_.categories.size());
    if (!category.slug.empty() && HasCategory(category.slug)) {
      fields.Complain("id", "is \"" + category.slug +
                                "\", the id of another category of the chart; rename one of them");
    }
    plan_.categories.push_back(std::move(category));
  }

  void ReadSection(const JsonValue& value, const std::string& path) {
    Fields fields(value, path, kSectionMembers, mistakes_);
    ChartSeat seat;  // the section's common values; updated for each seat
    seat.section = fields.LabelWord("id");
    if (!seat.section.empty() && !sections_.insert(seat.section).second) {
      fields.Complain("id", "is \"" + seat.section +
                                "\", the id of another section of the chart; rename one of them");
    }
    seat.category = fields.Slug("category");
    if (!seat.category.empty() && !HasCategory(seat.category)) {
      fields.Complain("category",
                      "is \"" + seat.category +
                          "\", which is not a category of this chart; add it or correct the name");
    }
    const std::int64_t first = fields.Integer("firstNumber", kNumbers);
    seat.number.value = static_cast<std::uint32_t>(first);
    const SectionGeometry geometry = ReadGeometry(fields);
    const auto* blocks = fields.Array("rows", kRowBlocks, Presence::kRequired);
    if (blocks == nullptr) return;

    double back = 0;
    row_labels_.clear();
    for (std::size_t i = 0; i < blocks->items.size(); ++i) {
      ReadRows(blocks->items[i], fields.PathOf("rows") + '[' + std::to_string(i) + ']', geometry,
               seat, back);
    }
    const std::int64_t last = static_cast<std::int64_t>(seat.number.value) - 1;
    if (last > kSeatNumberMax) {
      fields.Complain("firstNumber", "makes the last seat number " + std::to_string(last) +
                                         "; the largest allowed is " +
                                         std::to_string(kSeatNumberMax));
    }
    taken_.push_back(
        {first, last, fields.At("firstNumber"), fields.PathOf("firstNumber"), seat.section});
  }

  SectionGeometry ReadGeometry(Fields& fields) {
    SectionGeometry geometry;
    geometry.facing = fields.Integer("facing", kDegrees, 0);
    geometry.seat_spacing = fields.Integer("seatSpacing", kSpacings, kSeatSpacing);
    geometry.row_spacing = fields.Integer("rowSpacing", kSpacings, kRowSpacing);
    const auto* origin = fields.Array("origin", {2, 2}, Presence::kRequired);
    if (origin == nullptr || origin->items.size() != 2) return geometry;
    geometry.origin.x =
        IntegerOf(origin->items[0], fields.PathOf("origin[0]"), kCoordinates, mistakes_);
    geometry.origin.y =
        IntegerOf(origin->items[1], fields.PathOf("origin[1]"), kCoordinates, mistakes_);
    return geometry;
  }

  // Reads one entry of a section's `rows`: one or more rows that differ only in their labels.
  void ReadRows(const JsonValue& value, const std::string& path, const SectionGeometry& geometry,
                ChartSeat& seat, double& back) {
    Fields fields(value, path, kRowsMembers, mistakes_);
    const std::int64_t seats = fields.Integer("seats", kSeatsInRow);
    const std::int64_t offset = fields.Integer("offset", kOffsets, 0);
    const auto* labels = fields.Array("labels", kLabels, Presence::kRequired);
    if (labels == nullptr) return;
    for (std::size_t i = 0; i < labels->items.size(); ++i) {
      const JsonValue& label = labels->items[i];
      const std::string label_path = fields.PathOf("labels") + '[' + std::to_string(i) + ']';
      if (label.kind != JsonKind::kString || !IsLabelWord(label.text)) {
        mistakes_.push_back(
            {label.at, label_path,
             "is not a row label; give 1 to 16 letters (Latin or Hangul) and digits in quotes"});
      } else if (!row_labels_.insert(label.text).second) {
        mistakes_.push_back(
            {label.at, label_path,
             "is \"" + label.text +
                 "\", the label of another row of the section; rename one of them"});
      }
      seat.row = label.text;
      AddRow({seats, offset, label.at, label_path}, geometry, seat, back);
      back += static_cast<double>(geometry.row_spacing);
    }
  }

  struct Row {
    std::int64_t seats;
    std::int64_t offset;
    JsonPosition at;
    std::string path;
  };

  void AddRow(const Row& row, const SectionGeometry& geometry, ChartSeat& seat, double back) {
    const double left = -static_cast<double>((row.seats - 1) * geometry.seat_spacing) / 2.0 +
                        static_cast<double>(row.offset);
    for (std::int64_t i = 0; i < row.seats; ++i, ++seat.number.value) {
      if (plan_.seats.size() == kChartSeatsMax) {
        too_many_ = true;
        return;
      }
      const Point point = geometry.At(left + static_cast<double>(i * geometry.seat_spacing), back);
      seat.x_cm = point.x;
      seat.y_cm = point.y;
      seat.label = seat.section + '-' + seat.row + '-' + std::to_string(i + 1);
      NoteSpot(point, row, seat.label);
      plan_.seats.push_back(seat);
    }
  }

  // Records a mistake if the point has a seat already, once for each row: two sections that overlap
  // share many points.
  void NoteSpot(Point point, const Row& row, const std::string& label) {
    const auto [spot, fresh] = spots_.emplace(point, label);
    if (fresh || row.path == last_spot_path_) return;
    last_spot_path_ = row.path;
    mistakes_.push_back({row.at, row.path,
                         "puts seat " + label + " at the position of seat " + spot->second +
                             "; move the section or the row"});
  }

  void CheckNumbers() {
    std::ranges::stable_sort(taken_, {}, &Taken::first);
    for (std::size_t i = 1; i < taken_.size(); ++i) {
      const Taken& before = taken_[i - 1];
      Taken& next = taken_[i];
      if (next.first <= before.last) {
        mistakes_.push_back(
            {next.at, next.path,
             "is " + std::to_string(next.first) + ", but section " + before.section +
                 " has the numbers " + std::to_string(before.first) + " to " +
                 std::to_string(before.last) + "; give a first number that is free"});
      }
      // A long range of seat numbers may overlap several later ranges: it takes the place of the
      // shorter one, so that the following range is compared with it, too.
      if (next.last < before.last)
        next = {before.first, before.last, next.at, next.path, before.section};
    }
  }

  bool HasCategory(const std::string& slug) const {
    return std::ranges::find(plan_.categories, slug, &Category::slug) != plan_.categories.end();
  }

  std::vector<JsonMistake>& mistakes_;
  ChartPlan plan_;
  std::set<std::string> sections_;
  std::set<std::string> row_labels_;  // the labels of the current section
  std::vector<Taken> taken_;
  std::map<Point, std::string> spots_;
  std::string last_spot_path_;
  bool too_many_ = false;
};

}  // namespace

ChartPlan ReadChart(const JsonValue& value, const std::string& path,
                    std::vector<JsonMistake>& mistakes) {
  return ChartReading(mistakes).Read(value, path);
}

}  // namespace onsale::app
