#include "http/endpoints/endpoints.h"
#include "http/endpoints/reply.h"
#include "http/problem/problem.h"

namespace onsale::http {
namespace {

Step BeginProblemIndex(const Spec&, Call& call) {
  return ProblemIndex(ReaderOf(call));
}

Step BeginProblemPage(const Spec&, Call& call) {
  return ProblemPage(call.parameters[0], ReaderOf(call));
}

}  // namespace

constexpr Endpoint kListProblemsEndpoint{
    .spec = {.method = Method::kGet, .path = "/problems", .operation_id = "listProblems"},
    .begin = BeginProblemIndex};

constexpr Endpoint kReadProblemEndpoint{
    .spec = {.method = Method::kGet, .path = "/problems/{code}", .operation_id = "readProblem"},
    .begin = BeginProblemPage};

}  // namespace onsale::http
