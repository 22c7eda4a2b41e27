#include "http/endpoints/number_cursor.h"

#include <array>
#include <string>

#include "http/access/base64url.h"
#include "http/parameters.h"

namespace onsale::http {
namespace {

constexpr std::int64_t kLimitMax = 100;

using CursorBytes = std::array<std::uint8_t, 8>;

std::string CursorAfter(std::int64_t number) {
  CursorBytes bytes;
  auto rest = static_cast<std::uint64_t>(number);
  for (std::size_t i = bytes.size(); i > 0; --i, rest >>= 8) {
    bytes[i - 1] = static_cast<std::uint8_t>(rest);
  }
  std::string cursor;
  AppendBase64Url(cursor, bytes);
  return cursor;
}

std::optional<std::int64_t> ReadCursor(std::string_view text) {
  CursorBytes bytes;
  if (!DecodeBase64Url(text, bytes)) return std::nullopt;
  std::uint64_t number = 0;
  for (const std::uint8_t byte : bytes) number = (number << 8) | byte;
  // Refuses a cursor for row 1, which ends the last page, so no cursor exists for it.
  if (number <= 1 || number > INT64_MAX) return std::nullopt;
  return static_cast<std::int64_t>(number);
}

}  // namespace

std::expected<NumberPage, Response> ReadNumberPage(std::optional<std::string_view> limit,
                                                   std::optional<std::string_view> cursor) {
  NumberPage page;
  if (limit) {
    const auto number = ReadNumberParameter(*limit, kLimitMax);
    if (!number || *number < 1) {
      return std::unexpected(
          ParameterProblem({.name = "limit", .wanted = "a whole number from 1 to 100"}));
    }
    page.limit = static_cast<std::size_t>(*number);
  }
  if (cursor) {
    const auto before = ReadCursor(*cursor);
    if (!before) {
      return std::unexpected(ParameterProblem(
          {.name = "cursor", .wanted = "a nextCursor exactly as it was received"}));
    }
    page.before = *before;
  }
  return page;
}

void WriteNextCursor(JsonWriter& json, std::int64_t last_number) {
  last_number > 1 ? json.String(CursorAfter(last_number)) : json.Null();
}

}  // namespace onsale::http
