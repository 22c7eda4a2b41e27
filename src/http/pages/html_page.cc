#include "http/pages/html_page.h"

#include <openssl/evp.h>

#include <array>

#include "base/ascii.h"
#include "base/decimal.h"
#include "base/escape.h"
#include "base/sha256.h"

namespace onsale::http {
namespace {

constexpr std::string_view kStyle =
    "body{font:16px/1.6 system-ui,sans-serif;max-width:42rem;margin:3rem auto;padding:0 1rem;"
    "color:#1b1b1f;background:#fff}"
    "h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}"
    "code{font-family:ui-monospace,monospace;background:#f0f0f4;padding:.1em .3em;"
    "border-radius:.2em}"
    "a{color:#0b57d0}li{margin:.3rem 0}"
    "@media(prefers-color-scheme:dark){body{color:#e4e4e8;background:#16161a}"
    "code{background:#2a2a31}a{color:#8ab4f8}}";

// The Content-Security-Policy, computed from the style sheet, so that its hash always matches.
std::string MakePolicy() {
  const auto digest = base::Sha256Of(kStyle).bytes;
  std::array<unsigned char, 45> base64;
  EVP_EncodeBlock(base64.data(), digest.data(), static_cast<int>(digest.size()));
  return std::string("default-src 'none'; style-src 'sha256-")
      .append(reinterpret_cast<const char*>(base64.data()))
      .append("'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
}

// Appends HTML with the base path before every link.
void AppendLinked(std::string& out, std::string_view html, std::string_view base_path) {
  constexpr std::string_view kLink = "href=\"";
  for (std::size_t at = html.find(kLink); at != std::string_view::npos; at = html.find(kLink)) {
    out.append(html.substr(0, at + kLink.size())).append(base_path);
    html.remove_prefix(at + kLink.size());
  }
  out.append(html);
}

struct LanguagePreference {
  std::size_t rank = static_cast<std::size_t>(-1);  // the position in the header, from 0
  unsigned thousandths = 0;                         // the quality value
};

// The quality value in thousandths: `;q=0.8` is 800, none is 1000, malformed is 0.
// Source:   RFC 9110 section 12.4.2: 0 to 1 with at most three decimals.
unsigned QualityOf(std::string_view parameters) {
  const std::size_t q = parameters.find("q=");
  if (q == std::string_view::npos) return 1000;
  const std::string_view rest = parameters.substr(q + 2);
  const std::string_view value = base::Trim(rest.substr(0, rest.find(';')));
  if (value.empty() || value.size() > 5 || (value.size() > 1 && value[1] != '.')) return 0;
  std::string digits(1, value.front());
  if (value.size() > 2) digits.append(value.substr(2));
  digits.resize(4, '0');
  const unsigned thousandths = base::ParseDecimal<unsigned>(digits).value_or(0);
  return thousandths <= 1000 ? thousandths : 0;
}

bool Before(const LanguagePreference& a, const LanguagePreference& b) {
  return a.thousandths != b.thousandths ? a.thousandths > b.thousandths : a.rank < b.rank;
}

}  // namespace

Response MakeHtmlPage(const HtmlPage& page, const PageReader& reader) {
  static const std::string policy = MakePolicy();
  Response response{.content_type = kHtml};
  std::string& out = response.body;
  out.append("<!doctype html>\n<html lang=\"")
      .append(reader.korean ? "ko" : "en")
      .append("\">\n<head>\n");
  out.append("<meta charset=\"utf-8\">\n");
  out.append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<title>");
  base::AppendHtml(out, page.title);
  out.append("</title>\n<style>").append(kStyle).append("</style>\n</head>\n<body>\n<main>\n");
  AppendLinked(out, page.body, reader.base_path);
  out.append("</main>\n</body>\n</html>\n");
  response.AddHeader("Content-Security-Policy", policy);
  response.AddHeader("X-Content-Type-Options", "nosniff");
  response.AddHeader("Referrer-Policy", "no-referrer");
  response.AddHeader("Cache-Control", "public, max-age=300");
  response.AddHeader("Vary", "Accept-Language");
  return response;
}

bool PrefersKorean(std::string_view accept_language) {
  LanguagePreference korean;
  LanguagePreference english;
  std::size_t rank = 0;
  while (!accept_language.empty()) {
    const std::size_t comma = accept_language.find(',');
    const std::string_view range = base::Trim(accept_language.substr(0, comma));
    accept_language.remove_prefix(comma == std::string_view::npos ? accept_language.size()
                                                                  : comma + 1);
    const std::size_t semicolon = range.find(';');
    const std::string_view tag = range.substr(0, semicolon);
    const LanguagePreference preference{rank++, QualityOf(range.substr(tag.size()))};
    if ((tag == "ko" || tag.starts_with("ko-")) && Before(preference, korean)) korean = preference;
    if ((tag == "en" || tag.starts_with("en-")) && Before(preference, english))
      english = preference;
  }
  return korean.thousandths > 0 && Before(korean, english);
}

}  // namespace onsale::http
