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
  const PackedPagePtr page =
      TextPage(call, "/openapi.json", [&] { return MakeDescription(call.services.base_path); });
  return SendPackedPage(*page, call.request, "public, max-age=300");
}

Step BeginDocs(const Spec&, Call& call) {
  return SendTextPage(call, "/docs", DocsPage);
}

}  // namespace

constexpr Endpoint kOpenApiEndpoint{
    .spec = {.method = Method::kGet, .path = "/openapi.json", .operation_id = "openapi"},
    .begin = BeginOpenApi};

constexpr Endpoint kDocsEndpoint{
    .spec = {.method = Method::kGet, .path = "/docs", .operation_id = "docs"}, .begin = BeginDocs};

}  // namespace onsale::http
