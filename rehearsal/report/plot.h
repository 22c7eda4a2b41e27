// Draws a plot of values over time as inline SVG.
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
  std::vector<double> values;  // one for each second; negative: no value
};

struct PlotSpec {
  std::string title;
  std::vector<Series> series;
  bool logarithmic = false;                  // begins at the power of ten below the smallest value
  std::function<std::string(double)> label;  // formats a value of the y axis
  std::string_view x_unit;                   // directly after the number
};

std::string DrawPlot(const PlotSpec& spec);

}  // namespace onsale::rehearsal
