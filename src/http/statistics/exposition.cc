#include "http/statistics/exposition.h"

#include "base/assert.h"
#include "base/decimal.h"

namespace onsale::http {
namespace {

constexpr std::uint64_t kMicros = 1'000'000;

std::string_view WordOf(Exposition::Type type) {
  switch (type) {
    case Exposition::Type::kCounter:
      return "counter";
    case Exposition::Type::kGauge:
      return "gauge";
    case Exposition::Type::kHistogram:
      return "histogram";
  }
  return "untyped";
}

void AppendLabel(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append("=\"");
  for (const char c : value) {
    if (c == '\n') {
      out.append("\\n");
      continue;
    }
    if (c == '\\' || c == '"') out.push_back('\\');
    out.push_back(c);
  }
  out.push_back('"');
}

// Appends microseconds as seconds, without zeros at the end: `0.00025`, `2.5`, `10`.
void AppendSeconds(std::string& out, std::uint64_t micros) {
  base::AppendDecimal(out, micros / kMicros);
  std::uint64_t rest = micros % kMicros;
  if (rest == 0) return;
  out.push_back('.');
  for (std::uint64_t place = kMicros / 10; rest != 0; place /= 10) {
    out.push_back(static_cast<char>('0' + rest / place));
    rest %= place;
  }
}

void AppendNumber(std::string& out, std::uint64_t value, Exposition::Unit unit) {
  unit == Exposition::Unit::kSeconds ? AppendSeconds(out, value) : base::AppendDecimal(out, value);
}

}  // namespace

void Exposition::Family(std::string_view name, Type type, std::string_view help) {
  ONSALE_ASSERT(help.find_first_of("\\\n") == std::string_view::npos);
  name_ = name;
  out_.append("# HELP ").append(name).append(" ").append(help).append("\n# TYPE ");
  out_.append(name).append(" ").append(WordOf(type)).append("\n");
}

// Appends the name and the labels of a sample; `bound` is the label `le`, if any.
void Exposition::Begin(std::string_view suffix, Labels labels, std::string_view bound) {
  out_.append(name_).append(suffix);
  char before = '{';
  for (const Label& label : labels) {
    out_.push_back(before);
    AppendLabel(out_, label.name, label.value);
    before = ',';
  }
  if (!bound.empty()) {
    out_.push_back(before);
    AppendLabel(out_, "le", bound);
    before = ',';
  }
  out_.append(before == ',' ? "} " : " ");
}

void Exposition::Value(std::uint64_t value, Unit unit) {
  AppendNumber(out_, value, unit);
  out_.push_back('\n');
}

void Exposition::Number(Labels labels, std::uint64_t value) {
  Begin({}, labels);
  Value(value, Unit::kNumber);
}

void Exposition::Number(Labels labels, std::int64_t value) {
  Begin({}, labels);
  base::AppendDecimal(out_, value);
  out_.push_back('\n');
}

void Exposition::Time(Labels labels, base::Duration value) {
  Begin({}, labels);
  if (value < base::Duration{}) out_.push_back('-');
  Value(static_cast<std::uint64_t>(value.count() < 0 ? -value.count() : value.count()),
        Unit::kSeconds);
}

void Exposition::Histogram(Labels labels, const base::HistogramCounts& counts, Unit unit) {
  ONSALE_ASSERT(counts.counts.size() == counts.bounds.size() + 1);
  std::uint64_t so_far = 0;
  std::string bound;
  for (std::size_t i = 0; i < counts.counts.size(); ++i) {
    bound.clear();
    if (i < counts.bounds.size()) {
      AppendNumber(bound, counts.bounds[i], unit);
    } else {
      bound = "+Inf";
    }
    so_far += counts.counts[i];
    Begin("_bucket", labels, bound);
    Value(so_far, Unit::kNumber);
  }
  Begin("_sum", labels);
  Value(counts.sum, unit);
  Begin("_count", labels);
  Value(so_far, Unit::kNumber);
}

}  // namespace onsale::http
