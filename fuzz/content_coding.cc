// Fuzz target: any text as an Accept-Encoding header. A second, simple reader that compares all
// codings agrees on the coding that is sent.

#include <algorithm>
#include <map>
#include <regex>
#include <string>
#include <vector>

#include "fuzz/expect.h"
#include "http/pages/preferences.h"

namespace onsale::fuzz {
namespace {

std::vector<std::string> Split(const std::string& text, char separator) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == separator) {
      parts.emplace_back();
    } else {
      parts.back().push_back(c);
    }
  }
  return parts;
}

// The text in lower case without spaces and tabs around it.
std::string Plain(std::string text) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && is_space(text.back())) text.pop_back();
  while (!text.empty() && is_space(text.front())) text.erase(0, 1);
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

// RFC 9110, section 12.4.2; malformed weights count as 0.
double WeightOf(const std::vector<std::string>& parts) {
  static const std::regex form(R"((0(\.[0-9]{0,3})?|1(\.0{0,3})?))");
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const std::string parameter = Plain(parts[i]);
    if (!parameter.starts_with("q=")) continue;
    const std::string value = Plain(parameter.substr(2));
    return std::regex_match(value, form) ? std::stod(value) : 0.0;
  }
  return 1.0;
}

http::Coding SecondOpinion(const std::string& header) {
  std::map<std::string, double> weights;  // of the first element with each name
  for (const std::string& element : Split(header, ',')) {
    const std::vector<std::string> parts = Split(element, ';');
    std::string name = Plain(parts.front());
    if (name == "x-gzip") name = "gzip";
    weights.emplace(name, WeightOf(parts));
  }
  const auto weight = [&weights](const char* name) {
    const auto named = weights.find(name);
    if (named != weights.end()) return named->second;
    const auto any = weights.find("*");
    return any == weights.end() ? 0.0 : any->second;
  };
  const double brotli = weight("br");
  const double gzip = weight("gzip");
  const double best = std::max(brotli, gzip);
  const auto identity = weights.find("identity");
  if (best == 0.0 || (identity != weights.end() && identity->second > best)) {
    return http::Coding::kIdentity;
  }
  return brotli == best ? http::Coding::kBrotli : http::Coding::kGzip;
}

}  // namespace
}  // namespace onsale::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace onsale::fuzz;
  constexpr std::size_t kSizeMax = 1024;  // std::regex recurses; a header has at most 8 KiB
  const std::string_view text = AsText(data, std::min(size, kSizeMax));
  Expect(onsale::http::PreferredCoding(text) == SecondOpinion(std::string(text)),
         "a second reader agrees on the coding");
  return 0;
}
