// Draws lines over time as inline SVG.
//
// Units:    seconds on the x axis: value i is that of second i.
// Shape:    colours come from CSS classes (`c0`, `c1`, ...), so that they follow light and dark.
// Errors:   a plot without values has empty axes.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace onsale::rehearsal {

struct Series {
  std::string_view name;
  std::vector<double> values;  // negative: no value
};

struct PlotSpec {
  std::string title;
  std::vector<Series> series;
  bool logarithmic = false;                  // values below 1 are drawn at the bottom
  std::function<std::string(double)> label;  // of the y axis
  std::string_view x_unit;
};

std::string DrawPlot(const PlotSpec& spec);

// `text` with HTML's special characters escaped.
std::string Escape(std::string_view text);

}  // namespace onsale::rehearsal
