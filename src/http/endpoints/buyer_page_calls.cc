#include "http/endpoints/endpoints.h"
#include "http/endpoints/reply.h"
#include "http/pages/buyer_pages.h"
#include "http/problem/problem.h"

namespace onsale::http {
namespace {

Step NoPage() {
  return Problem(ProblemCode::kNotFound, "There is nothing at this path.");
}

// The document is the same at every address of the pages: its script shows the view.
Step BeginPage(const Spec&, Call& call) {
  if (call.services.buyer_pages == nullptr) return NoPage();
  return call.services.buyer_pages->Document(call.request);
}

Step BeginStepPage(const Spec& spec, Call& call) {
  const std::string_view step = call.parameters[1];
  if (step != "queue" && step != "book") return NoPage();
  return BeginPage(spec, call);
}

Step BeginFile(const Spec&, Call& call) {
  if (call.services.buyer_pages == nullptr) return NoPage();
  auto file = call.services.buyer_pages->File(call.parameters[0], call.request);
  if (!file) return NoPage();
  return *std::move(file);
}

}  // namespace

constexpr Endpoint kConcertPageEndpoint{.spec = {.method = Method::kGet,
                                                 .path = "/c/{concertId}",
                                                 .operation_id = "concertPage",
                                                 .is_buyer_page = true},
                                        .begin = BeginPage};

constexpr Endpoint kBookingStepPageEndpoint{.spec = {.method = Method::kGet,
                                                     .path = "/c/{concertId}/{step}",
                                                     .operation_id = "bookingStepPage",
                                                     .is_buyer_page = true},
                                            .begin = BeginStepPage};

constexpr Endpoint kBookingPageEndpoint{.spec = {.method = Method::kGet,
                                                 .path = "/b/{reservationId}",
                                                 .operation_id = "bookingPage",
                                                 .is_buyer_page = true},
                                        .begin = BeginPage};

constexpr Endpoint kBookingsPageEndpoint{.spec = {.method = Method::kGet,
                                                  .path = "/me",
                                                  .operation_id = "bookingsPage",
                                                  .is_buyer_page = true},
                                         .begin = BeginPage};

constexpr Endpoint kPageFileEndpoint{.spec = {.method = Method::kGet,
                                              .path = "/assets/{file}",
                                              .operation_id = "pageFile",
                                              .is_buyer_page = true},
                                     .begin = BeginFile};

}  // namespace onsale::http
