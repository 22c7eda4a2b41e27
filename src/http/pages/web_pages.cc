#include "http/pages/web_pages.h"

#include <algorithm>
#include <memory>

#include "base/escape.h"

namespace onsale::embedded {
std::vector<std::pair<std::string_view, std::string_view>> WebFiles();
}

namespace onsale::http {
namespace {

constexpr std::string_view kFolder = "assets/";

// Everything comes from the server itself, and the document contains no script.
std::string PolicyOf(const WebPagesOptions& options) {
  std::string policy = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors ";
  policy.append(options.framed_by).append("; object-src 'none'");
  if (options.frames != WebPagesOptions{}.frames) {
    policy.append("; frame-src ").append(options.frames);
  }
  return policy;
}

std::string_view TypeOf(std::string_view name) {
  if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
  if (name.ends_with(".css")) return "text/css; charset=utf-8";
  if (name.ends_with(".svg")) return "image/svg+xml";
  return "application/octet-stream";
}

// `"./assets/` becomes `"/shop/assets/`, because the document is also at `/c/spring/queue`.
std::string DocumentOf(std::string_view html, const WebPagesOptions& options) {
  constexpr std::string_view kRelative = "\"./assets/";
  constexpr std::string_view kHeadEnd = "</head>";
  std::string out;
  for (std::size_t at = html.find(kRelative); at != html.npos; at = html.find(kRelative)) {
    out.append(html.substr(0, at)).append("\"").append(options.base_path).append("/assets/");
    html.remove_prefix(at + kRelative.size());
  }
  out.append(html);
  std::string head;
  for (const PageSetting& setting : options.settings) {
    head.append("<meta name=\"").append(setting.name).append("\" content=\"");
    base::AppendHtml(head, setting.content);
    head.append("\">\n");
  }
  if (const std::size_t end = out.find(kHeadEnd); end != out.npos) out.insert(end, head);
  return out;
}

}  // namespace

PageFiles BuiltPageFiles() {
  return embedded::WebFiles();
}

bool HasDocument(const PageFiles& files, std::string_view name) {
  return std::ranges::any_of(files, [name](const auto& file) { return file.first == name; });
}

WebPages::WebPages(const PageFiles& files, const WebPagesOptions& options)
    : document_(std::make_shared<PackedPage>(std::string())), policy_(PolicyOf(options)) {
  for (const auto& [path, bytes] : files) {
    if (path == options.document) {
      document_ = std::make_shared<PackedPage>(DocumentOf(bytes, options));
    }
    if (!path.starts_with(kFolder)) continue;
    const std::string_view name = path.substr(kFolder.size());
    files_.emplace(name,
                   StoredFile{std::make_shared<PackedPage>(std::string(bytes)), TypeOf(name)});
  }
}

Response WebPages::Document(const Request& request) const {
  Response response = SendPackedPage(*document_, request, "no-cache");
  response.content_type = kHtml;
  response.AddHeader("Content-Security-Policy", policy_);
  response.AddHeader("Referrer-Policy", "no-referrer");
  return response;
}

std::optional<Response> WebPages::File(std::string_view name, const Request& request) const {
  const auto found = files_.find(name);
  if (found == files_.end()) return std::nullopt;
  Response response =
      SendPackedPage(*found->second.page, request, "public, max-age=31536000, immutable");
  response.content_type = found->second.content_type;
  return response;
}

}  // namespace onsale::http
