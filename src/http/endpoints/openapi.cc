#include "http/endpoints/endpoints.h"
#include "http/pages/ready_page.h"

namespace onsale::embedded {
std::string_view OpenApiJson();
}

namespace onsale::http {
namespace {

constexpr Spec kOpenApiSpec{
    .method = Method::kGet, .path = "/openapi.json", .operation_id = "openapi"};

class OpenApiCall final : public Endpoint {
 public:
  const Spec& spec() const override { return kOpenApiSpec; }
  Step Begin(Call& call) const override {
    static const ReadyPage page = MakeReadyPage(std::string(embedded::OpenApiJson()));
    return SendPage(page, call.request.if_none_match, "public, max-age=300");
  }
};

}  // namespace

const Endpoint& OpenApiEndpoint() {
  static const OpenApiCall endpoint;
  return endpoint;
}

}  // namespace onsale::http
