// Lines of an export: CSV for spreadsheets, or a JSON object a line.
//
// Shape:    CSV is that of RFC 4180 in UTF-8, with a header; texts are quoted, an absent value is
//           empty, a list is its numbers with blanks between them. A text that a spreadsheet would
//           compute as a formula (it begins with =, +, -, @, their full-width forms, a tab or a
//           carriage return) gets an apostrophe in front. JSON has the same names; an absent value
//           is null, a list an array, and no text is changed.
// Threads:  one for each object.
// Source:   RFC 4180; OWASP, "CSV Injection"; RFC 8259; jsonlines.org.
#pragma once

#include <span>
#include <string>

#include "store/export_rows.h"

namespace onsale::app {

enum class ExportFormat : std::uint8_t { kCsv, kJsonl };

class ExportLines {
 public:
  ExportLines(ExportFormat format, std::span<const store::ExportColumn> columns)
      : format_(format), columns_(columns) {}

  // What is in front of the first line; empty for JSON.
  std::string Head() const;
  // Appends a line, complete with its end. Requires: a cell for each column.
  void Append(std::span<const store::ExportCell> cells, std::string& out) const;

 private:
  void AppendCsv(std::span<const store::ExportCell> cells, std::string& out) const;
  void AppendJson(std::span<const store::ExportCell> cells, std::string& out) const;

  const ExportFormat format_;
  const std::span<const store::ExportColumn> columns_;
};

}  // namespace onsale::app
