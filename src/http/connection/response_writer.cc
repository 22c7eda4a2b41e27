#include "http/connection/response_writer.h"

#include <array>
#include <cstdio>

#include "base/decimal.h"

namespace onsale::http {
namespace {

std::string_view ReasonOf(unsigned status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 402:
      return "Payment Required";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 421:
      return "Misdirected Request";
    case 422:
      return "Unprocessable Content";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    default:  // a status without phrase: the phrase is optional
      return "";
  }
}

}  // namespace

bool MayHaveBody(unsigned status) {
  return status != 204 && status != 304;
}

void ResponseWriter::AppendHead(const Response& response, bool keep_alive, std::string& out) {
  using std::literals::operator""sv;  // the length is known when compiling
  out.append("HTTP/1.1 "sv);
  base::AppendDecimal(out, response.status);
  out.append(" "sv).append(ReasonOf(response.status)).append("\r\nDate: "sv).append(Date());
  if (MayHaveBody(response.status)) {
    if (!response.content_type.empty()) {
      out.append("\r\nContent-Type: "sv).append(response.content_type);
    }
    if (response.stream == nullptr) {
      out.append("\r\nContent-Length: "sv);
      base::AppendDecimal(out, response.content().size());
    }
  }
  // nosniff: clients must not guess another content type from the bytes.
  out.append("\r\nX-Content-Type-Options: nosniff"sv);
  if (!keep_alive) out.append("\r\nConnection: close"sv);
  out.append("\r\n"sv).append(response.headers).append("\r\n"sv);
}

std::string_view ResponseWriter::Date() {
  const auto second = std::chrono::floor<std::chrono::seconds>(clock_.Now());
  if (second == date_second_ && !date_.empty()) return date_;
  date_second_ = second;
  const auto day = std::chrono::floor<std::chrono::days>(second);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(second - day);
  static constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::array<char, 64> text;
  const int size = std::snprintf(
      text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT",
      kDays[std::chrono::weekday(day).c_encoding()], static_cast<unsigned>(date.day()),
      kMonths[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
      static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
      static_cast<int>(time.seconds().count()));
  date_.assign(text.data(), static_cast<std::size_t>(size));
  return date_;
}

}  // namespace onsale::http
