#include "http/endpoints/endpoints.h"
#include "http/pages/html_page.h"
#include "http/problem/problem.h"

namespace onsale::http {
namespace {

bool WantsKorean(const Call& call) {
  return PrefersKorean(call.request.accept_language.value_or(""));
}

Step BeginProblemIndex(const Spec&, Call& call) {
  return ProblemIndex(WantsKorean(call));
}

Step BeginProblemPage(const Spec&, Call& call) {
  return ProblemPage(call.parameters[0], WantsKorean(call));
}

}  // namespace

constexpr Endpoint kListProblemsEndpoint{
    .spec = {.method = Method::kGet, .path = "/problems", .operation_id = "listProblems"},
    .begin = BeginProblemIndex};

constexpr Endpoint kReadProblemEndpoint{
    .spec = {.method = Method::kGet, .path = "/problems/{code}", .operation_id = "readProblem"},
    .begin = BeginProblemPage};

}  // namespace onsale::http
