#include "app/export_lines.h"

#include <algorithm>

#include "http/json/json_writer.h"

namespace onsale::app {
namespace {

using store::ExportCell;

constexpr std::string_view kCsvLineEnd = "\r\n";

// Also the full-width forms, which spreadsheets of East Asian languages take for the others.
constexpr std::string_view kFormulaStarts[] = {"=",  "+",  "-",  "@",  "\t",
                                               "\r", "＝", "＋", "－", "＠"};

struct CsvCell {
  std::string& csv;

  void operator()(std::monostate) const {}
  void operator()(std::int64_t number) const { csv += std::to_string(number); }
  void operator()(bool flag) const { csv += flag ? "true" : "false"; }
  void operator()(const std::string& text) const {
    csv += '"';
    if (std::ranges::any_of(kFormulaStarts, [&](auto start) { return text.starts_with(start); })) {
      csv += '\'';
    }
    for (const char c : text) csv.append(c == '"' ? 2 : 1, c);
    csv += '"';
  }
  void operator()(const std::vector<std::int64_t>& numbers) const {
    csv += '"';
    for (const std::int64_t number : numbers) {
      if (!csv.ends_with('"')) csv += ' ';
      csv += std::to_string(number);
    }
    csv += '"';
  }
};

struct JsonCell {
  http::JsonWriter& json;

  void operator()(std::monostate) const { json.Null(); }
  void operator()(std::int64_t number) const { json.Integer(number); }
  void operator()(bool flag) const { json.Bool(flag); }
  void operator()(const std::string& text) const { json.String(text); }
  void operator()(const std::vector<std::int64_t>& numbers) const {
    json.BeginArray();
    for (const std::int64_t number : numbers) json.Integer(number);
    json.EndArray();
  }
};

}  // namespace

std::string ExportLines::Head() const {
  if (format_ == ExportFormat::kJsonl) return {};
  std::string head;
  for (const store::ExportColumn& column : columns_) {
    head.append(head.empty() ? "" : ",").append(column.name);
  }
  return head.append(kCsvLineEnd);
}

void ExportLines::Append(std::span<const ExportCell> cells, std::string& out) const {
  format_ == ExportFormat::kCsv ? AppendCsv(cells, out) : AppendJson(cells, out);
}

void ExportLines::AppendCsv(std::span<const ExportCell> cells, std::string& out) const {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) out += ',';
    std::visit(CsvCell{out}, cells[i]);
  }
  out += kCsvLineEnd;
}

void ExportLines::AppendJson(std::span<const ExportCell> cells, std::string& out) const {
  {
    http::JsonWriter json(out);
    json.BeginObject();
    for (std::size_t i = 0; i < cells.size(); ++i) {
      json.Key(columns_[i].name);
      std::visit(JsonCell{json}, cells[i]);
    }
    json.EndObject();
  }
  out += '\n';
}

}  // namespace onsale::app
