// Writes figures in the text format of Prometheus, version 0.0.4.
//
// Shape:    a family (help, type), then its samples. Names and labels are constants of the program;
//           values of labels may be any text, and are escaped.
// Units:    times in seconds, written to the microsecond.
// Owner:    the caller owns the string, which must outlive the writer.
// Source:   prometheus.io/docs/instrumenting/exposition_formats.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "base/histogram.h"
#include "base/time.h"

namespace onsale::http {

inline constexpr std::string_view kExposition = "text/plain; version=0.0.4; charset=utf-8";

class Exposition {
 public:
  struct Label {
    std::string_view name;
    std::string_view value;
  };
  using Labels = std::initializer_list<Label>;

  enum class Type : std::uint8_t { kCounter, kGauge, kHistogram };
  // What the bounds and the sum of a histogram are.
  enum class Unit : std::uint8_t { kSeconds, kNumber };

  explicit Exposition(std::string& out) : out_(out) {}
  Exposition(const Exposition&) = delete;
  Exposition& operator=(const Exposition&) = delete;

  // Begins a family. `name` is static storage.
  void Family(std::string_view name, Type type, std::string_view help);
  // A sample of the family begun last.
  void Number(Labels labels, std::uint64_t value);
  void Number(Labels labels, std::int64_t value);
  void Time(Labels labels, base::Duration value);
  // All samples of a histogram: its buckets, cumulative, then sum and count.
  void Histogram(Labels labels, const base::HistogramCounts& counts, Unit unit);

 private:
  void Begin(std::string_view suffix, Labels labels, std::string_view bound = {});
  void Value(std::uint64_t value, Unit unit);

  std::string& out_;
  std::string_view name_;
};

}  // namespace onsale::http
