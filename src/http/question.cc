#include "http/question.h"

#include "http/problem/problem.h"
#include "http/request_log.h"

namespace onsale::http {

Response ReadProblem(const store::StoreError& error) {
  if (error.code == store::StoreErrorCode::kCorrupt) {
    return Problem(ProblemCode::kDataDamaged,
                   "The stored data is damaged. The server's log says where.");
  }
  return Problem(ProblemCode::kUnavailable,
                 "The stored data cannot be read now. Try again shortly.");
}

void ReportDamage(const store::StoreError& error, const char* reads, RequestLog* log) {
  if (error.code != store::StoreErrorCode::kCorrupt || log == nullptr) return;
  log->OnTrouble("cannot read " + std::string(reads) + ": " + error.detail);
}

}  // namespace onsale::http
