#include "http/endpoints/endpoints.h"
#include "http/pages/ready_page.h"

namespace onsale::embedded {
std::string_view OpenApiJson();
}

namespace onsale::http {
namespace {

Step BeginOpenApi(const Spec&, Call& call) {
  static const ReadyPage page = MakeReadyPage(std::string(embedded::OpenApiJson()));
  return SendPage(page, call.request.if_none_match, "public, max-age=300");
}

}  // namespace

constexpr Endpoint kOpenApiEndpoint{
    .spec = {.method = Method::kGet, .path = "/openapi.json", .operation_id = "openapi"},
    .begin = BeginOpenApi};

}  // namespace onsale::http
