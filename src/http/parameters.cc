#include "http/parameters.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/decimal.h"
#include "base/escape.h"
#include "http/problem/problem.h"

namespace onsale::http {
namespace {

struct Fault {
  std::string_view kind;  // of what is invalid, as the sentence begins
  std::string_view name;
  std::string_view sentence;
};

Response NamedProblem(const Fault& fault) {
  const std::string_view name = fault.name.substr(0, 64);  // the client chose the name: bounded
  std::string extension = ",\"parameter\":";
  base::AppendJsonString(extension, name);
  std::string detail(fault.kind);
  detail.append(" ").append(name).append(" ").append(fault.sentence).append(".");
  return Problem(ProblemCode::kInvalidParameter, detail, extension);
}

Response NamedProblem(std::string_view name, std::string_view sentence) {
  return NamedProblem({.kind = "Parameter", .name = name, .sentence = sentence});
}

}  // namespace

std::expected<QueryValues, Response> ReadQuery(std::string_view query, const QueryNames& names) {
  QueryValues values;
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    const std::size_t equals = pair.find('=');
    const std::string_view name = pair.substr(0, equals);
    const auto known = std::ranges::find(names, name);
    if (known == names.end() || name.empty()) {
      return std::unexpected(NamedProblem(name, "is not a parameter of this call"));
    }
    if (equals == std::string_view::npos) {
      return std::unexpected(NamedProblem(name, "has no value"));
    }
    auto& value = values[static_cast<std::size_t>(known - names.begin())];
    if (value) return std::unexpected(NamedProblem(name, "appears twice"));
    value = pair.substr(equals + 1);
  }
  return values;
}

Response ParameterProblem(const BadParameter& bad) {
  std::string sentence = "must be ";
  return NamedProblem(bad.name, sentence.append(bad.wanted));
}

Response HeaderProblem(const WrongHeader& bad) {
  return NamedProblem({.kind = "Header", .name = bad.name, .sentence = bad.sentence});
}

std::optional<std::string> DecodePercent(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (static_cast<unsigned char>(text[i]) >= 0x80) return std::nullopt;
    if (text[i] != '%') {
      decoded.push_back(text[i]);
      continue;
    }
    const int byte = base::HexByte(text.substr(i + 1, 2));
    if (byte < 0) return std::nullopt;
    decoded.push_back(static_cast<char>(byte));
    i += 2;
  }
  return decoded;
}

std::optional<base::UserId> ReadUserParameter(std::string_view text) {
  const auto decoded = DecodePercent(text);
  return decoded ? base::UserId::Parse(*decoded) : std::nullopt;
}

Response UserParameterProblem() {
  return ParameterProblem({.name = "userId",
                           .wanted =
                               "1 to 255 bytes of visible characters in NFC, percent-encoded, "
                               "with no part between / or \\ that is empty, . or .., and without "
                               "an escape such as %41"});
}

std::optional<std::int64_t> ReadNumberParameter(std::string_view text, std::int64_t max) {
  const auto value = base::ParseDecimal<std::int64_t>(text);
  const bool is_plain = !text.starts_with('-') && (!text.starts_with('0') || text.size() == 1);
  return value && is_plain && *value <= max ? value : std::nullopt;
}

}  // namespace onsale::http
