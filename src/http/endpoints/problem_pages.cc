#include "http/endpoints/endpoints.h"
#include "http/endpoints/reply.h"
#include "http/pages/ready_page.h"
#include "http/problem/problem.h"

namespace onsale::http {
namespace {

Step BeginProblemIndex(const Spec&, Call& call) {
  return SendTextPage(call, "/problems", ProblemIndex);
}

Step BeginProblemPage(const Spec&, Call& call) {
  const std::string_view code = call.parameters[0];
  if (!IsProblemCode(code)) return UnknownProblem(ReaderOf(call));
  return SendTextPage(call, std::string("/problems/").append(code),
                      [code](const PageReader& reader) { return ProblemPage(code, reader); });
}

Step BeginProblemList(const Spec&, Call& call) {
  const PackedPagePtr page =
      TextPage(call, "/problems.json", [&] { return ProblemList(call.services.base_path); });
  return SendPackedPage(*page, call.request, "public, max-age=3600");
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
