#include <string>

#include "http/endpoints/endpoints.h"
#include "http/endpoints/reply.h"
#include "http/pages/docs_page.h"
#include "http/pages/ready_page.h"

namespace onsale::embedded {
std::string_view OpenApiJson();
}

namespace onsale::http {
namespace {

// The description with the base path as the URL of its server.
std::string MakeDescription(std::string_view base_path) {
  constexpr std::string_view kServer = R"("servers": [{"url": ")";
  std::string text(embedded::OpenApiJson());
  // Without a base path the URL is the document's `/`.
  if (const std::size_t at = text.find(kServer); at != text.npos && !base_path.empty()) {
    text.replace(at + kServer.size(), 1, base_path);
  }
  return text;
}

Step BeginOpenApi(const Spec&, Call& call) {
  return SendPackedPage(PackedPageOf<MakeDescription>(call.services.base_path), call.request,
                        "public, max-age=300");
}

std::string EnglishDocs(std::string_view base_path) {
  return DocsPage({.base_path = base_path});
}
std::string KoreanDocs(std::string_view base_path) {
  return DocsPage({.korean = true, .base_path = base_path});
}

Step BeginDocs(const Spec&, Call& call) {
  const std::string_view base_path = call.services.base_path;
  const PackedPage& page = ReaderOf(call).korean ? PackedPageOf<KoreanDocs>(base_path)
                                                 : PackedPageOf<EnglishDocs>(base_path);
  Response response = SendPackedPage(page, call.request, "public, max-age=300");
  AddHtmlHeaders(response);
  return response;
}

}  // namespace

constexpr Endpoint kOpenApiEndpoint{
    .spec = {.method = Method::kGet, .path = "/openapi.json", .operation_id = "openapi"},
    .begin = BeginOpenApi};

constexpr Endpoint kDocsEndpoint{
    .spec = {.method = Method::kGet, .path = "/docs", .operation_id = "docs"}, .begin = BeginDocs};

}  // namespace onsale::http
