// `onsale export bookings`: every paid seat of a running sale as a table for spreadsheets.
//
// Shape:    CSV of RFC 4180 in UTF-8: one line for each seat, in order of payment, with the names
//           of the API. A text that a spreadsheet would compute as a formula (it begins with =, +,
//           -, @, their full-width forms, a tab or a carriage return) gets an apostrophe in front.
// Units:    prices in minor units of the currency, as in the API.
// Errors:   the exit status, as operator_call.h says. After an error the table is not complete.
// Threads:  the main thread. Keeps one page of bookings at a time.
// Source:   RFC 4180; OWASP, "CSV Injection".
#pragma once

#include <string_view>

#include "app/operator_call.h"

namespace onsale::app {

struct ExportTask {
  OperatorTarget target;
  bool byte_order_mark = false;  // at the beginning, so that Excel reads UTF-8

  // Adds the flags to `command`; `*this` must not move.
  void AddTo(CLI::App& command);
};

int ExportBookings(const ExportTask& task, const Invocation& invocation,
                   const CommandStreams& streams);

// The lines of a page of `GET /v1/operator/bookings`. Throws if the text is not such a page.
struct BookingLines {
  std::string csv;
  std::string next_cursor;  // empty: the last page
};
BookingLines BookingLinesOf(const std::string& page);

}  // namespace onsale::app
