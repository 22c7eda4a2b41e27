#include "rehearsal/report/plot.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/escape.h"
#include "rehearsal/report/figures.h"

namespace onsale::rehearsal {
namespace {

constexpr double kWidth = 360;
constexpr double kHeight = 190;
constexpr double kLeft = 48;
constexpr double kRight = 8;
constexpr double kTop = 8;
constexpr double kBottom = 22;
// The most points of a line. With more values, each point is the largest of a group of neighbours:
// more points than pixels would not be visible.
constexpr std::size_t kPointsMax = 300;

std::string Px(double value) {
  return Decimal(value, 1);
}

// Rounds `value` up to 1, 2 or 5 times a power of ten; to 1 if it is smaller.
double RoundUp(double value) {
  if (value <= 1) return 1;
  const double power = std::pow(10, std::floor(std::log10(value)));
  for (const double step : {1.0, 2.0, 5.0, 10.0}) {
    if (step * power >= value * 0.999999) return step * power;
  }
  return 10 * power;
}

class Plot {
 public:
  explicit Plot(const PlotSpec& spec) : spec_(spec) {
    for (const Series& series : spec.series) {
      seconds_ = std::max(seconds_, series.values.size());
      for (const double value : series.values) {
        largest_ = std::max(largest_, value);
        if (value >= 1) smallest_ = smallest_ == 0 ? value : std::min(smallest_, value);
      }
    }
    if (spec.logarithmic) bottom_ = std::pow(10, std::floor(std::log10(std::max(smallest_, 1.0))));
    top_ = spec.logarithmic ? std::pow(10, std::ceil(std::log10(std::max(largest_, bottom_ * 10))))
                            : RoundUp(largest_);
  }

  std::string Draw() {
    svg_ = "<svg viewBox=\"0 0 " + Px(kWidth) + " " + Px(kHeight) + "\" role=\"img\" aria-label=\"";
    base::AppendHtml(svg_, Description());
    svg_ += "\">";
    DrawGrid();
    DrawSeconds();
    for (std::size_t i = 0; i < spec_.series.size(); ++i) DrawLine(spec_.series[i], i);
    return svg_ + "</svg>";
  }

 private:
  std::string Description() const {
    std::string text = spec_.title;
    for (const Series& series : spec_.series) {
      double most = 0;
      for (const double value : series.values) most = std::max(most, value);
      text.append("; ").append(series.name).append(" <= ").append(spec_.label(most));
    }
    return text;
  }

  double X(double second) const {
    const double last = std::max<double>(static_cast<double>(seconds_) - 1, 1);
    return kLeft + (kWidth - kLeft - kRight) * second / last;
  }
  double Y(double value) const {
    double share = value / top_;
    if (spec_.logarithmic)
      share = std::log10(std::max(value, bottom_) / bottom_) / std::log10(top_ / bottom_);
    return kTop + (kHeight - kTop - kBottom) * (1 - std::clamp(share, 0.0, 1.0));
  }

  void Text(double x, double y, std::string_view anchor, const std::string& text) {
    svg_.append("<text x=\"").append(Px(x)).append("\" y=\"").append(Px(y));
    svg_.append("\" text-anchor=\"").append(anchor).append("\">");
    base::AppendHtml(svg_, text);
    svg_.append("</text>");
  }

  void DrawGrid() {
    std::vector<double> marks;
    if (spec_.logarithmic) {
      const double decades = std::round(std::log10(top_ / bottom_));
      const double step = std::max(1.0, std::ceil(decades / 5));
      for (double power = 0; power <= decades; power += step) {
        marks.push_back(bottom_ * std::pow(10, power));
      }
    } else {
      for (const double share : {0.0, 0.25, 0.5, 0.75, 1.0}) marks.push_back(top_ * share);
    }
    for (const double mark : marks) {
      const std::string y = Px(Y(mark));
      svg_.append("<line class=\"grid\" x1=\"").append(Px(kLeft)).append("\" x2=\"");
      svg_.append(Px(kWidth - kRight)).append("\" y1=\"").append(y).append("\" y2=\"");
      svg_.append(y).append("\"/>");
      // Labels only whole numbers: rounded labels of small counts would repeat.
      if (spec_.logarithmic || mark == std::floor(mark)) {
        Text(kLeft - 4, Y(mark) + 3.5, "end", spec_.label(mark));
      }
    }
  }

  void DrawSeconds() {
    const std::size_t last = seconds_ > 1 ? seconds_ - 1 : 1;
    for (const std::size_t quarter : {0, 1, 2, 3, 4}) {
      const std::size_t second = last * quarter / 4;
      if (quarter > 0 && second == last * (quarter - 1) / 4) continue;
      const std::string_view anchor = quarter == 0 ? "start" : quarter == 4 ? "end" : "middle";
      Text(X(static_cast<double>(second)), kHeight - 6, anchor,
           std::to_string(second) + std::string(spec_.x_unit));
    }
  }

  void DrawLine(const Series& series, std::size_t index) {
    const std::size_t group = series.values.size() / kPointsMax + 1;
    std::string points;
    const auto finish = [&] {
      if (!points.empty()) {
        svg_.append("<polyline class=\"line c").append(std::to_string(index % 6));
        svg_.append("\" points=\"").append(points).append("\"/>");
      }
      points.clear();
    };
    for (std::size_t i = 0; i < series.values.size(); i += group) {
      const auto begin = series.values.begin() + static_cast<std::ptrdiff_t>(i);
      const auto size = static_cast<std::ptrdiff_t>(std::min(group, series.values.size() - i));
      const double value = *std::max_element(begin, begin + size);
      if (value < 0) {
        finish();
        continue;
      }
      const std::string y = Px(Y(value));
      const std::string x = Px(X(static_cast<double>(i)));
      // Draws the first point of a line twice, so that a line of a single point is visible.
      if (points.empty()) points.append(x).append(",").append(y);
      points.append(" ").append(x).append(",").append(y);
    }
    finish();
  }

  const PlotSpec& spec_;
  std::size_t seconds_ = 0;
  double largest_ = 0;
  double smallest_ = 0;  // of the values from 1 on; 0: none
  double bottom_ = 1;    // of a logarithmic axis: the power of ten below the smallest value
  double top_ = 1;
  std::string svg_;
};

}  // namespace

std::string DrawPlot(const PlotSpec& spec) {
  return Plot(spec).Draw();
}

}  // namespace onsale::rehearsal
