#include "http/endpoints/endpoints.h"
#include "http/endpoints/reply.h"
#include "http/pages/ready_page.h"
#include "http/problem/problem.h"

namespace onsale::http {
namespace {

Step BeginProblemIndex(const Spec&, Call& call) {
  return ProblemIndex(ReaderOf(call));
}

Step BeginProblemPage(const Spec&, Call& call) {
  return ProblemPage(call.parameters[0], ReaderOf(call));
}

Step BeginProblemList(const Spec&, Call& call) {
  return SendPackedPage(PackedPageOf<ProblemList>(call.services.base_path), call.request,
                        "public, max-age=3600");
}

}  // namespace

constexpr Endpoint kProblemTextsEndpoint{
    .spec = {.method = Method::kGet, .path = "/problems.json", .operation_id = "listProblemTexts"},
    .begin = BeginProblemList};

constexpr Endpoint kListProblemsEndpoint{
    .spec = {.method = Method::kGet, .path = "/problems", .operation_id = "listProblems"},
    .begin = BeginProblemIndex};

constexpr Endpoint kReadProblemEndpoint{
    .spec = {.method = Method::kGet, .path = "/problems/{code}", .operation_id = "readProblem"},
    .begin = BeginProblemPage};

}  // namespace onsale::http
