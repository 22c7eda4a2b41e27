#include "app/catalog_drawing.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <expected>
#include <filesystem>
#include <fstream>
#include <map>
#include <ostream>
#include <span>

#include "app/catalog_file.h"
#include "app/command_line.h"
#include "app/setting_values.h"
#include "base/escape.h"

namespace onsale::app {
namespace {

// Lengths of the drawing, in centimetres.
constexpr std::int64_t kSeatRadius = 20;
constexpr std::int64_t kMargin = 200;
constexpr std::int64_t kLegendLine = 120;
constexpr std::int64_t kTextHeight = 80;
constexpr std::int64_t kMarkHeight = 32;

int Complain(const std::string& sentence, int status, CatalogOutput output) {
  output.err << "onsale: " << sentence << '\n';
  return status;
}

struct Box {
  std::int64_t left = 0, right = 0, top = 0, bottom = 0;

  void Include(std::int64_t x, std::int64_t y) {
    left = std::min(left, x), right = std::max(right, x);
    top = std::min(top, y), bottom = std::max(bottom, y);
  }
};

// The middle of a section: the mean of its seats' positions.
struct Middle {
  std::int64_t x = 0, y = 0, seats = 0;
};

struct DrawnText {
  std::int64_t x = 0, y = 0;
  std::string_view anchor;  // SVG's text-anchor
  std::string_view text;
};

void AppendText(std::string& svg, const DrawnText& text) {
  svg += "<text x=\"" + std::to_string(text.x) + "\" y=\"" + std::to_string(text.y) +
         "\" text-anchor=\"";
  svg.append(text.anchor).append("\">");
  base::AppendHtml(svg, text.text);
  svg += "</text>\n";
}

void AppendSeats(std::string& svg, std::span<const domain::ChartSeat* const> seats) {
  for (const domain::ChartSeat* seat : seats) {
    svg += "<circle cx=\"" + std::to_string(seat->x_cm) + "\" cy=\"" + std::to_string(seat->y_cm) +
           "\" r=\"" + std::to_string(kSeatRadius) + "\"/>\n";
  }
}

// A category's seats, in its colour, and its line of the legend.
void AppendCategory(std::string& svg, const domain::Category& category,
                    std::span<const domain::ChartSeat* const> seats, const DrawnText& legend) {
  svg += "<g fill=\"" + category.color + "\">\n";
  AppendSeats(svg, seats);
  svg += "<circle cx=\"" + std::to_string(legend.x - kTextHeight) + "\" cy=\"" +
         std::to_string(legend.y - kTextHeight / 3) + "\" r=\"" + std::to_string(2 * kSeatRadius) +
         "\"/>\n</g>\n";
  AppendText(svg, legend);
}

// How many places of a chart have a mark.
struct Marks {
  std::size_t wheelchair = 0, companion = 0, step_free = 0;

  std::size_t all() const { return wheelchair + companion + step_free; }
};

std::string_view LetterOf(domain::SeatAccess access) {
  switch (access) {
    case domain::SeatAccess::kWheelchair:
      return "W";
    case domain::SeatAccess::kCompanion:
      return "C";
    case domain::SeatAccess::kStepFree:
    case domain::SeatAccess::kNone:
      break;
  }
  return {};
}

void Count(domain::SeatAccess access, Marks& marks) {
  marks.wheelchair += access == domain::SeatAccess::kWheelchair ? 1 : 0;
  marks.companion += access == domain::SeatAccess::kCompanion ? 1 : 0;
  marks.step_free += access == domain::SeatAccess::kStepFree ? 1 : 0;
}

// Draws a ring around each accessible place and its letter over it, readable on every colour.
Marks AppendMarks(std::string& svg, const domain::CatalogRows& rows, domain::ChartId chart) {
  Marks marks;
  std::string drawn;
  for (const domain::ChartSeat& seat : rows.seats) {
    if (seat.chart != chart || seat.access == domain::SeatAccess::kNone) continue;
    Count(seat.access, marks);
    const std::string x = std::to_string(seat.x_cm);
    drawn += "<circle cx=\"" + x + "\" cy=\"" + std::to_string(seat.y_cm) + "\" r=\"" +
             std::to_string(kSeatRadius) + "\" fill=\"none\"/>\n";
    const std::string_view letter = LetterOf(seat.access);
    if (letter.empty()) continue;
    drawn += "<text x=\"" + x + "\" y=\"" + std::to_string(seat.y_cm + kMarkHeight / 3) +
             "\" fill=\"white\">";
    drawn.append(letter).append("</text>\n");
  }
  if (marks.all() == 0) return marks;
  svg +=
      "<g stroke=\"black\" stroke-width=\"6\" paint-order=\"stroke\" text-anchor=\"middle\" "
      "font-size=\"" +
      std::to_string(kMarkHeight) + "\">\n" + drawn + "</g>\n";
  return marks;
}

std::string LegendOf(const Marks& marks) {
  return "W: wheelchair places, " + std::to_string(marks.wheelchair) + "; C: companion seats, " +
         std::to_string(marks.companion) + "; only a ring: step-free seats, " +
         std::to_string(marks.step_free);
}

std::expected<std::vector<std::filesystem::path>, std::string> PathsOf(
    const std::vector<std::string>& names) {
  std::vector<std::filesystem::path> paths;
  for (const std::string& name : names) {
    auto path = ParsePath(name);
    if (!path) return std::unexpected("FILE: " + path.error());
    paths.push_back(*std::move(path));
  }
  return paths;
}

// The chart to draw: the one that is named, or the only one.
std::expected<domain::ChartId, std::string> ChartToDraw(const domain::CatalogRows& rows,
                                                        const std::string& name) {
  std::string ids;
  for (const domain::Chart& chart : rows.charts) {
    if (chart.slug == name || (name.empty() && rows.charts.size() == 1)) return chart.id;
    ids.append(ids.empty() ? "" : ", ").append(chart.slug);
  }
  if (ids.empty()) return std::unexpected("the files have no chart");
  return std::unexpected((name.empty() ? "the files have several charts; give --chart, one of "
                                       : "--chart: there is no such chart; give one of ") +
                         ids);
}

std::string CannotWrite(const std::string& file) {
  return file + ": cannot be written: " + std::strerror(errno);
}

}  // namespace

std::string ChartAsSvg(const domain::CatalogRows& rows, domain::ChartId chart) {
  Box box;  // begins with the stage, at the origin
  std::map<std::string_view, std::vector<const domain::ChartSeat*>> by_category;
  std::map<std::string_view, Middle> sections;
  for (const domain::ChartSeat& seat : rows.seats) {
    if (seat.chart != chart) continue;
    box.Include(seat.x_cm, seat.y_cm);
    by_category[seat.category].push_back(&seat);
    Middle& middle = sections[seat.section];
    middle.x += seat.x_cm, middle.y += seat.y_cm, ++middle.seats;
  }
  std::vector<const domain::Category*> categories;
  for (const domain::Category& category : rows.categories) {
    if (category.chart == chart) categories.push_back(&category);
  }
  const std::int64_t legend_top = box.bottom + kMargin + kLegendLine;
  // The legend has a line for each category and one for the marks.
  const std::int64_t height =
      legend_top + (std::ssize(categories) + 1) * kLegendLine - box.top + 2 * kMargin;

  std::string svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"" +
                    std::to_string(box.left - kMargin) + ' ' + std::to_string(box.top - kMargin) +
                    ' ' + std::to_string(box.right - box.left + 2 * kMargin) + ' ' +
                    std::to_string(height) + "\" font-family=\"sans-serif\" font-size=\"" +
                    std::to_string(kTextHeight) + "\">\n";
  svg += "<rect x=\"" + std::to_string(box.left - kMargin) + "\" y=\"" +
         std::to_string(box.top - kMargin) + "\" width=\"100%\" height=\"100%\" fill=\"white\"/>\n";
  AppendText(svg, {.x = 0, .y = 0, .anchor = "middle", .text = "stage"});
  for (std::size_t i = 0; i < categories.size(); ++i) {
    const auto& seats = by_category[categories[i]->slug];
    const std::string legend = categories[i]->name + ": " + std::to_string(seats.size()) +
                               (seats.size() == 1 ? " seat" : " seats");
    AppendCategory(svg, *categories[i], seats,
                   {.x = box.left + 2 * kTextHeight,
                    .y = legend_top + static_cast<std::int64_t>(i) * kLegendLine,
                    .anchor = "start",
                    .text = legend});
  }
  if (const Marks marks = AppendMarks(svg, rows, chart); marks.all() > 0) {
    AppendText(svg, {.x = box.left + 2 * kTextHeight,
                     .y = legend_top + std::ssize(categories) * kLegendLine,
                     .anchor = "start",
                     .text = LegendOf(marks)});
  }
  for (const auto& [name, middle] : sections) {
    AppendText(svg, {.x = middle.x / middle.seats,
                     .y = middle.y / middle.seats,
                     .anchor = "middle",
                     .text = name});
  }
  return svg + "</svg>\n";
}

int DrawCatalog(const CatalogDrawingTask& task, CatalogOutput output) {
  const auto paths = PathsOf(task.files);
  if (!paths) return Complain(paths.error(), kExitUsage, output);
  const auto contents = ReadCatalogFiles(*paths, {});
  if (!contents) {
    for (const std::string& line : contents.error()) output.err << line << '\n';
    return kExitFailed;
  }
  const auto chart = ChartToDraw(contents->spec.rows, task.chart);
  if (!chart) return Complain(chart.error(), kExitUsage, output);
  const std::string svg = ChartAsSvg(contents->spec.rows, *chart);
  if (task.svg == "-") {
    output.out << svg;
    return kExitDone;
  }
  if (const auto path = ParsePath(task.svg); !path) {
    return Complain("--svg: " + path.error(), kExitUsage, output);
  }
  errno = 0;
  std::ofstream file(task.svg, std::ios::binary | std::ios::trunc);
  file << svg;
  file.close();
  return file.fail() ? Complain(CannotWrite(task.svg), kExitFailed, output) : kExitDone;
}

int WriteFirstCatalog(const std::string& file, CatalogOutput output) {
  if (file.empty()) {
    output.out << FirstCatalog();
    return kExitDone;
  }
  if (const auto path = ParsePath(file); !path) {
    return Complain("FILE: " + path.error(), kExitUsage, output);
  }
  errno = 0;
  std::ofstream written(file, std::ios::binary | std::ios::noreplace);
  written << FirstCatalog();
  written.close();
  if (written.fail()) {
    return Complain(
        errno == EEXIST ? file + ": exists already; give another name" : CannotWrite(file),
        kExitFailed, output);
  }
  output.out << file << ": change it, then run: onsale catalog check " << file << '\n';
  return kExitDone;
}

std::string_view FirstCatalog() {
  return R"({
  "currency": "KRW",
  "rooms": [
    { "id": "main", "capacity": 500, "activeTime": "10m", "holdTime": "5m" }
  ],
  "charts": [
    {
      "id": "small-hall",
      "name": "Small hall",
      "categories": [
        { "id": "vip", "name": "VIP", "color": "#7C3AED" },
        { "id": "r", "name": "R", "color": "#BE185D" }
      ],
      "sections": [
        {
          "id": "A", "category": "vip", "firstNumber": 1,
          "origin": [0, 300], "seatSpacing": 55, "rowSpacing": 95,
          "rows": [{ "labels": ["1", "2", "3"], "seats": 12 }]
        },
        {
          "id": "B", "category": "r", "firstNumber": 101,
          "origin": [0, 700], "seatSpacing": 55, "rowSpacing": 95,
          "rows": [{ "labels": ["1", "2", "3", "4"], "seats": 14 }]
        }
      ]
    }
  ],
  "concerts": [
    {
      "id": "my-concert",
      "title": "My concert",
      "artist": "The artist",
      "venue": "Small hall, Seoul",
      "timeZone": "Asia/Seoul",
      "maxSeatsPerUser": 4,
      "shows": [
        {
          "id": "my-concert-1",
          "startsAt": "2030-05-01T19:00:00+09:00",
          "chart": "small-hall",
          "prices": { "vip": 150000, "r": 110000 }
        }
      ]
    }
  ]
}
)";
}

}  // namespace onsale::app
