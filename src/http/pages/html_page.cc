#include "http/pages/html_page.h"

#include <openssl/evp.h>

#include <array>

#include "base/escape.h"
#include "base/sha256.h"

namespace onsale::http {
namespace {

// Korean breaks between words; each script comes from one font.
constexpr std::string_view kStyle =
    "body{font:16px/1.6 system-ui,-apple-system,\"Apple SD Gothic Neo\",\"Malgun Gothic\","
    "\"Noto Sans KR\",sans-serif;max-width:42rem;margin:3rem auto;padding:0 1rem;"
    "color:#1b1b1f;background:#fff;word-break:keep-all;overflow-wrap:anywhere}"
    "h1{font-size:1.4rem;line-height:1.3}h2{font-size:1.1rem;margin-top:2rem}"
    "code{font-family:ui-monospace,monospace;background:#f0f0f4;padding:.1em .3em;"
    "border-radius:.2em}"
    "pre{background:#f0f0f4;padding:.8rem;border-radius:.3rem;overflow-x:auto}pre code{padding:0}"
    "table{border-collapse:collapse;width:100%}"
    "td{padding:.4rem .8rem .4rem 0;vertical-align:top;border-bottom:1px solid #d8d8de}"
    "summary{cursor:pointer}"
    "a{color:#0b57d0}li{margin:.3rem 0}hr{margin:2.5rem 0;border:0;border-top:1px solid #d8d8de}"
    "@media(prefers-color-scheme:dark){body{color:#e4e4e8;background:#16161a}"
    "code,pre{background:#2a2a31}a{color:#8ab4f8}td,hr{border-color:#3c3c44}}";

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

}  // namespace

std::string HtmlText(const HtmlPage& page, const PageReader& reader) {
  std::string out;
  out.append("<!doctype html>\n<html lang=\"")
      .append(reader.korean ? "ko" : "en")
      .append("\">\n<head>\n");
  out.append("<meta charset=\"utf-8\">\n");
  out.append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<title>");
  base::AppendHtml(out, page.title);
  out.append("</title>\n<style>").append(kStyle).append("</style>\n</head>\n<body>\n<main>\n");
  AppendLinked(out, page.body, reader.base_path);
  out.append("</main>\n</body>\n</html>\n");
  return out;
}

void AddHtmlHeaders(Response& response) {
  static const std::string policy = MakePolicy();
  response.content_type = kHtml;
  response.AddHeader("Content-Security-Policy", policy);
  response.AddHeader("Referrer-Policy", "no-referrer");
  response.AddHeader("Vary", "Accept, Accept-Language");
}

Response MakeHtmlPage(const HtmlPage& page, const PageReader& reader) {
  Response response{.body = HtmlText(page, reader)};
  AddHtmlHeaders(response);
  response.AddHeader("Cache-Control", "public, max-age=300");
  return response;
}

}  // namespace onsale::http
