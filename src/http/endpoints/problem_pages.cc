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
  // A server has one base path, but a test program may run several servers.
  thread_local std::string base_path;
  thread_local ReadyPage page;
  if (page.bytes == nullptr || base_path != call.services.base_path) {
    base_path = call.services.base_path;
    page = MakeReadyPage(ProblemList(base_path));
  }
  return SendPage(page, call.request.if_none_match, "public, max-age=3600");
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
