#include "http/pages/buyer_pages.h"

#include "base/escape.h"

namespace onsale::embedded {
std::vector<std::pair<std::string_view, std::string_view>> BuyerPageFiles();
}

namespace onsale::http {
namespace {

constexpr std::string_view kFolder = "assets/";

// Everything comes from the server itself, the document contains no script, and no other page may
// frame it.
constexpr std::string_view kPolicy =
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "object-src 'none'";

std::string_view TypeOf(std::string_view name) {
  if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
  if (name.ends_with(".css")) return "text/css; charset=utf-8";
  if (name.ends_with(".svg")) return "image/svg+xml";
  return "application/octet-stream";
}

// `"./assets/` becomes `"/shop/assets/`, because the document is also at `/c/spring/queue`.
std::string DocumentOf(std::string_view html, const BuyerPagesOptions& options) {
  constexpr std::string_view kRelative = "\"./assets/";
  constexpr std::string_view kHeadEnd = "</head>";
  std::string out;
  for (std::size_t at = html.find(kRelative); at != html.npos; at = html.find(kRelative)) {
    out.append(html.substr(0, at)).append("\"").append(options.base_path).append("/assets/");
    html.remove_prefix(at + kRelative.size());
  }
  out.append(html);
  if (const std::size_t end = out.find(kHeadEnd); end != out.npos && !options.token_path.empty()) {
    std::string meta = "<meta name=\"onsale-buyer-token\" content=\"";
    base::AppendHtml(meta, options.token_path);
    out.insert(end, meta.append("\">\n"));
  }
  return out;
}

}  // namespace

PageFiles BuiltPageFiles() {
  return embedded::BuyerPageFiles();
}

BuyerPages::BuyerPages(const PageFiles& files, const BuyerPagesOptions& options)
    : document_(std::make_shared<PackedPage>(std::string())) {
  for (const auto& [path, bytes] : files) {
    if (path == "index.html") document_ = std::make_shared<PackedPage>(DocumentOf(bytes, options));
    if (!path.starts_with(kFolder)) continue;
    const std::string_view name = path.substr(kFolder.size());
    files_.emplace(name,
                   StoredFile{std::make_shared<PackedPage>(std::string(bytes)), TypeOf(name)});
  }
}

Response BuyerPages::Document(const Request& request) const {
  Response response = SendPackedPage(*document_, request, "no-cache");
  response.content_type = kHtml;
  response.AddHeader("Content-Security-Policy", kPolicy);
  response.AddHeader("Referrer-Policy", "no-referrer");
  return response;
}

std::optional<Response> BuyerPages::File(std::string_view name, const Request& request) const {
  const auto found = files_.find(name);
  if (found == files_.end()) return std::nullopt;
  Response response =
      SendPackedPage(*found->second.page, request, "public, max-age=31536000, immutable");
  response.content_type = found->second.content_type;
  return response;
}

}  // namespace onsale::http
