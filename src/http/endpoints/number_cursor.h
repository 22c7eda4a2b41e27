// Pages of rows that are numbered from 1 without gaps, newest first: the query's `limit` and
// `cursor`, and `nextCursor` of the answer.
//
// Shape:    a cursor is the number of the page's last row: eight bytes in base64url. Clients must
//           not parse it.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string_view>

#include "http/json/json_writer.h"
#include "http/response.h"

namespace onsale::http {

struct NumberPage {
  std::int64_t before = INT64_MAX;  // rows with a lower number
  std::size_t limit = 50;           // 1 to 100
};

std::expected<NumberPage, Response> ReadNumberPage(std::optional<std::string_view> limit,
                                                   std::optional<std::string_view> cursor);

// Writes the cursor of the page after this one, null after the row with number 1.
void WriteNextCursor(JsonWriter& json, std::int64_t last_number);

}  // namespace onsale::http
