#include "store/value_words.h"

#include "base/ascii.h"
#include "store/row_codec.h"

namespace onsale::store {
namespace {

struct CatalogVisitor {
  domain::CatalogRows& rows;
  template <class Row>
  void Put(const Row& row) {
    if constexpr (Table<Row>::kHome == Home::kCatalog) (rows.*Table<Row>::kRows).push_back(row);
  }
  template <class Row>
  void Erase(const Row&) {}
};

bool IsPlain(char c) {
  return c > ' ' && c <= '~' && c != '%';
}

// The byte of two hexadecimal digits at `at`.
std::optional<char> ByteAt(std::string_view digits, std::size_t at) {
  if (at >= digits.size()) return std::nullopt;
  const int byte = base::HexByte(digits.substr(at, 2));
  return byte < 0 ? std::nullopt : std::optional(static_cast<char>(byte));
}

}  // namespace

void WordWriter::Put(const std::string& text) {
  if (text.empty()) return Word("-");
  Word("");
  for (const char c : text) {
    if (IsPlain(c) && text != "-") {
      out_ += c;
    } else {
      out_ += '%';
      base::AppendHex(out_, static_cast<std::uint8_t>(c));
    }
  }
}

void WordReader::Get(std::string& text) {
  const std::string word = Word();
  text.clear();
  if (word == "-") return;
  for (std::size_t at = 0; at < word.size(); ++at) {
    if (word[at] != '%') {
      text += word[at];
      continue;
    }
    const auto byte = ByteAt(word, at + 1);
    ok_ = ok_ && byte.has_value();
    text += byte.value_or('%');
    at += 2;
  }
}

void WordReader::Get(base::UserId& user) {
  std::string text;
  Get(text);
  if (text.empty()) return;
  const auto parsed = base::UserId::FromStored(text);
  ok_ = ok_ && parsed.has_value();
  if (parsed) user = *parsed;
}

void WordReader::Get(domain::Rights& rights) {
  std::string text;
  Get(text);
  auto parsed = domain::Rights::Parse(text);
  ok_ = ok_ && parsed.has_value();
  if (parsed) rights = *std::move(parsed);
}

void WordWriter::Put(const domain::CatalogRows& rows) {
  std::string bytes;
  base::WireWriter out(bytes);
  ForEachTableAt<Home::kCatalog>([&]<class Row>(std::type_identity<Row>) {
    for (const Row& row : rows.*Table<Row>::kRows) EncodePut(out, row);
  });
  std::string hex;
  for (const char byte : bytes) base::AppendHex(hex, static_cast<std::uint8_t>(byte));
  Put(hex);
}

void WordReader::Get(domain::CatalogRows& rows) {
  std::string hex;
  Get(hex);
  std::string bytes;
  for (std::size_t at = 0; ok_ && at < hex.size(); at += 2) {
    const auto byte = ByteAt(hex, at);
    ok_ = byte.has_value();
    bytes += byte.value_or(0);
  }
  ok_ = ok_ && DecodeRows(bytes, CatalogVisitor{rows}).has_value();
}

}  // namespace onsale::store
