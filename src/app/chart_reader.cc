#include "app/chart_reader.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <optional>
#include <set>
#include <utility>

#include "app/accessible_places.h"
#include "app/json_fields.h"
#include "app/wording.h"
#include "domain/row_order.h"

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
constexpr IntegerRange kFirstSeats{0, 9'999};
constexpr IntegerRange kSteps{1, 100};
constexpr IntegerRange kGaps{0, 500};
constexpr IntegerRange kGapNumbers{0, 200'000};
constexpr IntegerRange kRanks{domain::kRowRankMin, domain::kRowRankMax};
constexpr std::int64_t kFirstSeat = 1;
constexpr std::int64_t kStep = 1;
constexpr std::string_view kDirections[] = {"left-to-right", "right-to-left"};
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
      fields.Complain("sections", "hold more than " + std::to_string(kSeatsPerChartMax) +
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
    section_is_new_ = !seat.section.empty() && sections_.insert(seat.section).second;
    if (!seat.section.empty() && !section_is_new_) {
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
    section_rank_ = fields.Integer("rank", kRanks, domain::kRowRankDefault);
    const auto* blocks = fields.Array("rows", kRowBlocks, Presence::kRequired);
    if (blocks == nullptr) return;

    const std::size_t first_of_section = plan_.seats.size();
    double back = 0;
    lines_.clear();
    stepped_.clear();
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
    WarnOfOrder(fields, first_of_section);
  }

  // Warns of a section with a row whose seats are ordered otherwise than their numbers: probably a
  // mistake in `direction` or `offset`. Rows with a `step` are meant so: odd numbers on one side,
  // even ones on the other.
  void WarnOfOrder(const Fields& fields, std::size_t first_of_section) {
    std::map<std::string_view, std::vector<domain::SeatPoint>> rows;
    for (std::size_t i = first_of_section; i < plan_.seats.size(); ++i) {
      const ChartSeat& seat = plan_.seats[i];
      if (stepped_.contains(seat.row)) continue;
      rows[seat.row].push_back({seat.x_cm, seat.y_cm});
    }
    const auto found = std::ranges::find_if(
        rows, [](const auto& row) { return !std::ranges::is_sorted(RowOrder(row.second)); });
    if (found == rows.end()) return;
    mistakes_.push_back({fields.At("rows"), fields.PathOf("rows"),
                         "puts seats of row \"" + std::string(found->first) +
                             "\" in another order than that of their numbers; who sits beside whom "
                             "follows from the positions, so check `direction` and `offset`",
                         /*is_warning=*/true});
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

  // Rows that differ only in their labels. A row has `places` side by side; those that are not gaps
  // have seats.
  struct RowPlan {
    bool continues = false;       // rows of earlier entries, behind an aisle
    bool takes_up_count = false;  // ... with the next numbers there
    std::int64_t places = 0;
    std::int64_t offset = 0;
    std::int64_t first = kFirstSeat;
    std::int64_t step = kStep;
    bool right_to_left = false;
    std::set<std::int64_t> gaps;  // numbers on the ticket that do not exist
    std::int64_t rank = domain::kRowRankDefault;
    AccessiblePlaces access = {};

    std::int64_t next() const { return first + places * step; }
    std::int64_t last() const { return next() - step; }
  };

  // A row of the current section that an entry may continue.
  struct RowLine {
    double back = 0;        // centimetres behind the section's first row
    std::int64_t next = 0;  // the number of the next seat
    std::int64_t rank = domain::kRowRankDefault;
  };

  // Where one row is in the file.
  struct Row {
    JsonPosition at;
    std::string path;
    bool is_new = false;  // whether its section and its label are given once
  };

  // Reads one entry of a section's `rows`: one or more rows that differ only in their labels.
  void ReadRows(const JsonValue& value, const std::string& path, const SectionGeometry& geometry,
                ChartSeat& seat, double& back) {
    Fields fields(value, path, kRowsMembers, mistakes_);
    const auto* labels = fields.Array("labels", kLabels, Presence::kRequired);
    const RowPlan plan = ReadRowPlan(fields, labels);
    if (labels == nullptr) return;
    // A row is continued by a later entry, not by the one that begins it.
    std::map<std::string, RowLine> begun;
    for (std::size_t i = 0; i < labels->items.size(); ++i) {
      const JsonValue& label = labels->items[i];
      Row row{.at = label.at, .path = fields.PathOf("labels") + '[' + std::to_string(i) + ']'};
      seat.row = ReadRowLabel(label, row);
      RowLine line{.back = back, .next = plan.next(), .rank = plan.rank};
      if (plan.continues) {
        const RowLine continued = LineOf(plan, seat.row, row);
        line.back = continued.back;
        line.rank = continued.rank;
      } else {
        back += static_cast<double>(geometry.row_spacing);
      }
      if (plan.step != kStep) stepped_.insert(seat.row);
      const bool fresh = begun.emplace(seat.row, line).second;
      if (!seat.row.empty() && (!fresh || (!plan.continues && lines_.contains(seat.row)))) {
        row.is_new = false;
        mistakes_.push_back({row.at, row.path,
                             "is \"" + seat.row +
                                 "\", the label of another row of the section; rename one of them, "
                                 "or give `continues` if it is the same row behind an aisle"});
      }
      seat.rank = line.rank;
      AddRow(plan, row, geometry, seat, line.back);
    }
    for (const auto& [label, line] : begun) lines_.insert_or_assign(label, line);
  }

  std::string ReadRowLabel(const JsonValue& label, Row& row) {
    const bool is_text = label.kind == JsonKind::kString;
    auto word = is_text ? LabelWordOf(label.text) : std::nullopt;
    row.is_new = word && section_is_new_;
    if (word) return *std::move(word);
    const std::string what =
        is_text ? "is " + QuotedAndShortened(label.text) : "is not a row label";
    mistakes_.push_back({row.at, row.path,
                         what + "; give " + std::string(kLabelWordForm) +
                             (is_text ? InvisibleIn(label.text) : ", in quotes")});
    return {};
  }

  // The row that an entry continues. A mistake if there is none or its next number is another one.
  RowLine LineOf(const RowPlan& plan, const std::string& label, const Row& row) {
    const auto line = lines_.find(label);
    if (line == lines_.end()) {
      if (!label.empty()) {
        mistakes_.push_back({row.at, row.path,
                             "is \"" + label +
                                 "\", which is not a row of an earlier entry of the section; "
                                 "correct the label or remove `continues`"});
      }
      return {};
    }
    if (plan.takes_up_count && line->second.next != plan.first) {
      mistakes_.push_back({row.at, row.path,
                           "continues at " + std::to_string(line->second.next) + ", which is not " +
                               std::to_string(plan.first) +
                               " as in the first row of the entry; give `firstSeat`, or the row an "
                               "entry of its own"});
    }
    return line->second;
  }

  // The number at which the first of the labels continues.
  std::int64_t NextIn(const JsonValue* labels) const {
    if (labels == nullptr || labels->items.empty()) return kFirstSeat;
    const JsonValue& label = labels->items.front();
    const auto word = label.kind == JsonKind::kString ? LabelWordOf(label.text) : std::nullopt;
    const auto line = lines_.find(word.value_or(""));
    return line == lines_.end() ? kFirstSeat : line->second.next;
  }

  RowPlan ReadRowPlan(Fields& fields, const JsonValue* labels) {
    const std::int64_t seats = fields.Integer("seats", kSeatsInRow);
    const bool continues = fields.Flag("continues");
    RowPlan plan{
        .continues = continues,
        .takes_up_count = continues && !fields.Has("firstSeat"),
        .places = seats,
        .offset = fields.Integer("offset", kOffsets, 0),
        .first = fields.Integer("firstSeat", kFirstSeats, continues ? NextIn(labels) : kFirstSeat),
        .step = fields.Integer("step", kSteps, kStep),
        .right_to_left = fields.Choice("direction", kDirections) == 1,
        .gaps = {},
        .rank = fields.Integer("rank", kRanks, section_rank_)};
    if (continues && fields.Has("rank")) {
      fields.Complain("rank",
                      "is given for rows that continue; give it in the entry that begins them");
    }
    ReadGaps(fields, plan);
    plan.access = ReadAccessiblePlaces(
        fields, {.first = plan.first, .last = plan.last(), .step = plan.step, .gaps = plan.gaps},
        mistakes_);
    return plan;
  }

  void ReadGaps(Fields& fields, RowPlan& plan) {
    const auto* gaps = fields.Array("gaps", kGaps, Presence::kOptional);
    if (gaps == nullptr) return;
    plan.places += static_cast<std::int64_t>(gaps->items.size());
    const std::int64_t last = plan.last();
    for (std::size_t i = 0; i < gaps->items.size(); ++i) {
      const std::string path = fields.PathOf("gaps") + '[' + std::to_string(i) + ']';
      ReadGap(gaps->items[i], path, last, plan);
    }
  }

  // Reads a number that a row lacks. `last` is the number of the row's last seat.
  void ReadGap(const JsonValue& value, const std::string& path, std::int64_t last, RowPlan& plan) {
    const std::size_t mistakes = mistakes_.size();
    const std::int64_t gap = IntegerOf(value, path, kGapNumbers, mistakes_);
    if (mistakes_.size() > mistakes) return;
    const bool between = gap > plan.first && gap < last;
    if (!between || (gap - plan.first) % plan.step != 0) {
      mistakes_.push_back(
          {value.at, path,
           "is " + std::to_string(gap) + ", which is not between the row's first seat, " +
               std::to_string(plan.first) + ", and its last, " + std::to_string(last) +
               ", in steps of " + std::to_string(plan.step) + "; correct or remove it"});
    } else if (!plan.gaps.insert(gap).second) {
      mistakes_.push_back(
          {value.at, path,
           "is " + std::to_string(gap) + ", which is not the only such gap; remove one of them"});
    }
  }

  void AddRow(const RowPlan& plan, const Row& row, const SectionGeometry& geometry, ChartSeat& seat,
              double back) {
    const double left = -static_cast<double>((plan.places - 1) * geometry.seat_spacing) / 2.0 +
                        static_cast<double>(plan.offset);
    const std::uint32_t first_of_row = seat.number.value;
    for (std::int64_t i = 0; i < plan.places; ++i) {
      const std::int64_t ticket_number = plan.first + i * plan.step;
      if (plan.gaps.contains(ticket_number)) continue;
      if (plan_.seats.size() == kSeatsPerChartMax) {
        too_many_ = true;
        return;
      }
      const std::int64_t place = plan.right_to_left ? plan.places - 1 - i : i;
      const Point point =
          geometry.At(left + static_cast<double>(place * geometry.seat_spacing), back);
      seat.x_cm = point.x;
      seat.y_cm = point.y;
      seat.label = seat.section + '-' + seat.row + '-' + std::to_string(ticket_number);
      const AccessiblePlace place_of = AccessOf(plan, ticket_number);
      seat.access = place_of.access;
      seat.pair.value =
          place_of.partner ? first_of_row + static_cast<std::uint32_t>(*place_of.partner) : 0;
      NoteSpot(point, row, seat.label);
      NoteLabel(row, seat);
      plan_.seats.push_back(seat);
      ++seat.number.value;
    }
  }

  static AccessiblePlace AccessOf(const RowPlan& plan, std::int64_t ticket_number) {
    const auto found = plan.access.find(ticket_number);
    return found == plan.access.end() ? AccessiblePlace{} : found->second;
  }

  // Records a mistake if another row has the label already, once for each row: with hyphens in
  // their names, section `A` with row `1-2` and section `A-1` with row `2` make the same labels.
  void NoteLabel(const Row& row, const ChartSeat& seat) {
    if (!row.is_new || labels_.insert(seat.label).second) return;
    if (row.path == last_label_path_) return;
    last_label_path_ = row.path;
    mistakes_.push_back({row.at, row.path,
                         "gives a seat the label " + seat.label +
                             ", which is not free; rename the row or the section"});
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
  std::int64_t section_rank_ = 0;
  bool section_is_new_ = false;   // whether the current section's id is given once
  std::set<std::string> labels_;  // of all seats
  std::string last_label_path_;
  std::map<std::string, RowLine> lines_;  // the rows of the current section, by label
  std::set<std::string> stepped_;         // those of which an entry has a `step`
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
