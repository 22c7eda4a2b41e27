// `onsale export`: the rows of a sale as lines, from a data directory, PostgreSQL or a server.
//
// Shape:    the kinds and their columns are those of store/export_rows.h, as of one commit. A
//           running server has bookings alone, which it shows in pages.
// Errors:   the exit status, as operator_call.h says. After an error the lines are not complete; a
//           line that could not be written whole is an error.
// Threads:  the main thread. Keeps a page of rows at a time.
// Source:   docs/export.md.
#pragma once

#include <string_view>

#include "app/export_lines.h"
#include "app/operator_call.h"

namespace onsale::app {

struct ExportTask {
  std::string kind;       // as the flag gives it
  std::string kind_word;  // as an argument without a flag gives it
  std::string format = "csv";
  std::string since;
  std::string until;
  bool byte_order_mark = false;  // at the beginning, so that Excel reads UTF-8
  // Where the sale is: at most one of `data` and `store`, otherwise the server.
  std::string data;
  std::string store;
  bool allow_insecure_store = false;  // only for `store`
  OperatorTarget target;

  // Adds the flags to `command`; `*this` must not move.
  void AddTo(CLI::App& command);
};

int Export(const ExportTask& task, const Invocation& invocation, const CommandStreams& streams);

// The lines of a page of `GET /v1/operator/bookings`, of bookings in the range. Throws if the text
// is not such a page.
struct BookingLines {
  std::string text;
  std::string next_cursor;  // empty: the last page
};
BookingLines BookingLinesOf(const std::string& page, const ExportLines& lines,
                            const store::ExportRange& range);

}  // namespace onsale::app
