#include "app/export_bookings.h"

#include <algorithm>
#include <boost/json.hpp>
#include <ostream>
#include <span>
#include <stdexcept>

#include "base/uuid.h"

namespace onsale::app {
namespace {

namespace json = boost::json;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kCsvLineEnd = "\r\n";
// The columns: members of a booking, and then those of one of its seats.
constexpr std::string_view kOfBooking[] = {"bookingNumber", "reservationId", "paymentId", "paidAt",
                                           "userId",        "concertId",     "title",     "venue",
                                           "showId",        "startsAt",      "currency"};
constexpr std::string_view kOfSeat[] = {"section", "row", "seat", "label", "categoryName", "price"};

// Also the full-width forms, which spreadsheets of East Asian languages take for the others.
constexpr std::string_view kFormulaStarts[] = {"=",  "+",  "-",  "@",  "\t",
                                               "\r", "＝", "＋", "－", "＠"};

void AppendCell(std::string& csv, std::string_view text) {
  csv += '"';
  if (std::ranges::any_of(kFormulaStarts, [&](auto start) { return text.starts_with(start); })) {
    csv += '\'';
  }
  for (const char c : text) csv.append(c == '"' ? 2 : 1, c);
  csv += '"';
}

// Appends the members of these names, each after a comma unless it is the line's first.
void AppendCells(std::string& csv, const json::object& object,
                 std::span<const std::string_view> names) {
  for (const std::string_view name : names) {
    if (!csv.empty() && !csv.ends_with('\n')) csv += ',';
    const json::value& value = object.at({name.data(), name.size()});
    if (value.is_string()) AppendCell(csv, std::string_view(value.as_string()));
    if (value.is_int64()) csv += std::to_string(value.as_int64());
  }
}

std::string HeadLine() {
  std::string head;
  for (const auto names : {std::span<const std::string_view>(kOfBooking),
                           std::span<const std::string_view>(kOfSeat)}) {
    for (const std::string_view name : names) head.append(head.empty() ? "" : ",").append(name);
  }
  return head.append(kCsvLineEnd);
}

}  // namespace

BookingLines BookingLinesOf(const std::string& page) {
  const json::object shown = json::parse(page).as_object();
  BookingLines lines;
  for (const json::value& booking : shown.at("reservations").as_array()) {
    for (const json::value& seat : booking.at("seats").as_array()) {
      AppendCells(lines.csv, booking.as_object(), kOfBooking);
      AppendCells(lines.csv, seat.as_object(), kOfSeat);
      lines.csv += kCsvLineEnd;
    }
  }
  const json::value& next = shown.at("nextCursor");
  if (next.is_null()) return lines;
  // A cursor is the id of a payment. Anything else would not be safe in the next request's path.
  lines.next_cursor = base::Uuid::Parse(std::string_view(next.as_string())).value().ToString();
  return lines;
}

void ExportTask::AddTo(CLI::App& command) {
  command.add_flag("--bom", byte_order_mark,
                   "Begin with a byte order mark, which Excel needs for names in Korean");
  target.AddTo(command);
  command.footer("Example:\n  onsale export bookings --bom > bookings.csv");
}

int ExportBookings(const ExportTask& task, const Invocation& invocation,
                   const CommandStreams& streams) {
  const std::string first = "/v1/operator/bookings?limit=500";
  std::string cursor;
  do {
    const std::string path = cursor.empty() ? first : first + "&cursor=" + cursor;
    const auto page = CallServer(task.target, invocation, {.path = path});
    if (!page) return ComplainOf(page.error(), streams);
    try {
      BookingLines lines = BookingLinesOf(*page);
      if (lines.next_cursor == cursor && !cursor.empty()) throw std::invalid_argument("no end");
      if (cursor.empty()) {
        streams.out << (task.byte_order_mark ? kByteOrderMark : "") << HeadLine();
      }
      streams.out << lines.csv << std::flush;
      cursor = std::move(lines.next_cursor);
    } catch (const std::exception&) {
      return ComplainOf({"the server's response is not a list of bookings", kExitFailed}, streams);
    }
    if (!streams.out) return ComplainOf({"cannot write the list", kExitFailed}, streams);
  } while (!cursor.empty());
  return kExitDone;
}

}  // namespace onsale::app
