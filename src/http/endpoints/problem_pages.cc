#include "http/endpoints/endpoints.h"
#include "http/pages/html_page.h"
#include "http/problem/problem.h"

namespace onsale::http {
namespace {

constexpr Spec kIndexSpec{
    .method = Method::kGet, .path = "/problems", .operation_id = "listProblems"};
constexpr Spec kPageSpec{
    .method = Method::kGet, .path = "/problems/{code}", .operation_id = "readProblem"};

bool WantsKorean(const Call& call) {
  return PrefersKorean(call.request.accept_language.value_or(""));
}

class ListProblemsCall final : public Endpoint {
 public:
  const Spec& spec() const override { return kIndexSpec; }
  Step Begin(Call& call) const override { return ProblemIndex(WantsKorean(call)); }
};

class ReadProblemCall final : public Endpoint {
 public:
  const Spec& spec() const override { return kPageSpec; }
  Step Begin(Call& call) const override {
    return ProblemPage(call.parameters[0], WantsKorean(call));
  }
};

}  // namespace

const Endpoint& ListProblemsEndpoint() {
  static const ListProblemsCall endpoint;
  return endpoint;
}

const Endpoint& ReadProblemEndpoint() {
  static const ReadProblemCall endpoint;
  return endpoint;
}

}  // namespace onsale::http
