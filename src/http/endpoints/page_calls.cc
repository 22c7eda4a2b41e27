// The pages that are a part of the program: those for buyers, the operator's console, and the page
// of `onsale demo`.

#include <string>

#include "http/endpoints/endpoints.h"
#include "http/endpoints/reply.h"
#include "http/json/json_writer.h"
#include "http/pages/web_pages.h"
#include "http/problem/problem.h"

namespace onsale::http {
namespace {

Step NoPage() {
  return Problem(ProblemCode::kNotFound, "There is nothing at this path.");
}

Step SendDocument(const WebPages* pages, const Call& call) {
  if (pages == nullptr) return NoPage();
  return pages->Document(call.request);
}

Step SendFile(const WebPages* pages, const Call& call) {
  if (pages == nullptr) return NoPage();
  auto file = pages->File(call.parameters[0], call.request);
  if (!file) return NoPage();
  return *std::move(file);
}

// The document is the same at every address of the pages: its script shows the view.
Step BeginPage(const Spec&, Call& call) {
  return SendDocument(call.services.buyer_pages, call);
}

Step BeginStepPage(const Spec& spec, Call& call) {
  const std::string_view step = call.parameters[1];
  if (step != "queue" && step != "book") return NoPage();
  return BeginPage(spec, call);
}

Step BeginFile(const Spec&, Call& call) {
  return SendFile(call.services.buyer_pages, call);
}

Step BeginConsole(const Spec&, Call& call) {
  return SendDocument(call.services.console_pages, call);
}

Step BeginConsoleFile(const Spec&, Call& call) {
  return SendFile(call.services.console_pages, call);
}

Step BeginDemo(const Spec&, Call& call) {
  if (call.services.demo_pages == nullptr) return NoPage();
  return call.services.demo_pages->page.Document(call.request);
}

// The key of a demo, which only this machine can reach. A page of another origin cannot read the
// answer, because the demo allows none to.
Step BeginDemoKey(const Spec&, Call& call) {
  const DemoPages* const demo = call.services.demo_pages;
  if (demo == nullptr || call.request.was_forwarded) return NoPage();
  std::string out;
  JsonWriter(out).BeginObject().Key("key").String(demo->key).EndObject();
  return PersonalReply(200, std::move(out));
}

}  // namespace

constexpr Endpoint kConcertPageEndpoint{.spec = {.method = Method::kGet,
                                                 .path = "/c/{concertId}",
                                                 .operation_id = "concertPage",
                                                 .page_for = Audience::kBuyersAndShop},
                                        .begin = BeginPage};

constexpr Endpoint kBookingStepPageEndpoint{.spec = {.method = Method::kGet,
                                                     .path = "/c/{concertId}/{step}",
                                                     .operation_id = "bookingStepPage",
                                                     .page_for = Audience::kBuyersAndShop},
                                            .begin = BeginStepPage};

constexpr Endpoint kBookingPageEndpoint{.spec = {.method = Method::kGet,
                                                 .path = "/b/{reservationId}",
                                                 .operation_id = "bookingPage",
                                                 .page_for = Audience::kBuyersAndShop},
                                        .begin = BeginPage};

constexpr Endpoint kBookingsPageEndpoint{.spec = {.method = Method::kGet,
                                                  .path = "/me",
                                                  .operation_id = "bookingsPage",
                                                  .page_for = Audience::kBuyersAndShop},
                                         .begin = BeginPage};

constexpr Endpoint kPageFileEndpoint{.spec = {.method = Method::kGet,
                                              .path = "/assets/{file}",
                                              .operation_id = "pageFile",
                                              .page_for = Audience::kBuyersAndShop},
                                     .begin = BeginFile};

constexpr Endpoint kConsoleEndpoint{.spec = {.method = Method::kGet,
                                             .path = "/console",
                                             .operation_id = "openConsole",
                                             .page_for = Audience::kOperators},
                                    .begin = BeginConsole};

constexpr Endpoint kConsolePageEndpoint{.spec = {.method = Method::kGet,
                                                 .path = "/console/{page}",
                                                 .operation_id = "consolePage",
                                                 .page_for = Audience::kOperators},
                                        .begin = BeginConsole};

constexpr Endpoint kConsoleFileEndpoint{.spec = {.method = Method::kGet,
                                                 .path = "/console/assets/{file}",
                                                 .operation_id = "consoleFile",
                                                 .page_for = Audience::kOperators},
                                        .begin = BeginConsoleFile};

constexpr Endpoint kDemoPageEndpoint{.spec = {.method = Method::kGet,
                                              .path = "/demo",
                                              .operation_id = "demoPage",
                                              .page_for = Audience::kBuyersAndShop},
                                     .begin = BeginDemo};

constexpr Endpoint kDemoKeyEndpoint{.spec = {.method = Method::kGet,
                                             .path = "/demo/key",
                                             .operation_id = "demoKey",
                                             .page_for = Audience::kBuyersAndShop},
                                    .begin = BeginDemoKey};

}  // namespace onsale::http
