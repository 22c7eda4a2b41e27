#include "http/endpoints/endpoints.h"
#include "http/endpoints/reply.h"

namespace onsale::http {
namespace {

Step BeginConcerts(const Spec& spec, Call& call) {
  if (auto query = ReadQuery(call.request.query, spec.query); !query) {
    return std::move(query).error();
  }
  return SendPackedPage(*call.services.pages.seats.Concerts(SourceOf(call)), call.request,
                        "public, max-age=5");
}

}  // namespace

constexpr Endpoint kListConcertsEndpoint{.spec = {.method = Method::kGet,
                                                  .path = "/v1/concerts",
                                                  .operation_id = "listConcerts",
                                                  .is_operators_too = true},
                                         .begin = BeginConcerts};

}  // namespace onsale::http
