#include "http/problem/problem_kinds.h"

#include "http/problem/problem.h"

namespace onsale::http {
namespace {

constexpr unsigned kTooManyRequests = 429;
constexpr unsigned kServerError = 500;
constexpr unsigned kServiceUnavailable = 503;

RefusalKind KindOf(const ProblemInfo& info) {
  if (info.status == kServiceUnavailable) return RefusalKind::kOverload;
  if (info.status >= kServerError) return RefusalKind::kNone;
  if (info.status == kTooManyRequests) return RefusalKind::kLimit;
  switch (info.code) {
    case ProblemCode::kSeatUnavailable:
    case ProblemCode::kBestUnavailable:
    case ProblemCode::kLeavesSingleSeat:
      return RefusalKind::kSeats;
    case ProblemCode::kPresaleGroupRequired:
    case ProblemCode::kChallengeRequired:
    case ProblemCode::kAccessRequired:
    case ProblemCode::kScopeExceeded:
      return RefusalKind::kCaller;
    default:
      break;
  }
  // Codes are in groups (problem.h).
  if (info.code < ProblemCode::kQueueTokenRequired) return RefusalKind::kRequest;
  if (info.code <= ProblemCode::kQueueTokenWrongRoom) return RefusalKind::kQueue;
  if (info.code <= ProblemCode::kScopeRequired) return RefusalKind::kCaller;
  return RefusalKind::kRule;
}

}  // namespace

ProblemKinds KindsOfProblems() {
  ProblemKinds kinds;
  kinds.fill(RefusalKind::kNone);
  for (const ProblemInfo& info : AllProblems()) {
    kinds[static_cast<std::size_t>(info.code) + 1] = KindOf(info);
  }
  return kinds;
}

}  // namespace onsale::http
