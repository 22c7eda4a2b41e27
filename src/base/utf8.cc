#include "base/utf8.h"

namespace onsale::base {
namespace {

struct Lead {
  std::size_t length;
  char32_t bits;
  char32_t least;  // the smallest value; smaller ones are overlong
};

std::optional<Lead> LeadOf(unsigned char byte) {
  if (byte < 0x80) return Lead{1, byte, 0};
  if (byte >= 0xC2 && byte <= 0xDF) return Lead{2, byte & 0x1FU, 0x80};
  if (byte >= 0xE0 && byte <= 0xEF) return Lead{3, byte & 0x0FU, 0x800};
  if (byte >= 0xF0 && byte <= 0xF4) return Lead{4, byte & 0x07U, 0x10000};
  return std::nullopt;
}

}  // namespace

std::optional<char32_t> TakeCodePoint(std::string_view& text) {
  const std::string_view all = text;
  text.remove_prefix(1);
  const auto lead = LeadOf(static_cast<unsigned char>(all.front()));
  if (!lead || all.size() < lead->length) return std::nullopt;
  char32_t c = lead->bits;
  for (std::size_t i = 1; i < lead->length; ++i) {
    const auto byte = static_cast<unsigned char>(all[i]);
    if ((byte & 0xC0) != 0x80) return std::nullopt;
    c = c << 6 | (byte & 0x3FU);
  }
  if (c < lead->least || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) return std::nullopt;
  text.remove_prefix(lead->length - 1);
  return c;
}

}  // namespace onsale::base
